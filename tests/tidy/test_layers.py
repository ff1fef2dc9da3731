# SPDX-License-Identifier: MIT
"""A library includes what it links, and links what it includes: its CMakeLists is the truth about its layer."""

from __future__ import annotations

import unittest

import layers
import tree


class Layers(unittest.TestCase):
    def test_a_library_includes_only_what_it_links(self):
        for name, uses in layers.used().items():
            links = layers.targets()[name].links
            for other, where in uses.items():
                self.assertTrue(other == name or other in links, f"{name} does not link chronus::{other}: {where}")

    def test_a_library_links_only_what_it_includes(self):
        for name, uses in layers.used().items():
            unused = layers.targets()[name].links - set(uses)
            self.assertEqual(unused, set(), f"{name} includes nothing of it")

    def test_a_library_includes_only_packages_that_it_links(self):
        for path in layers.sources():
            name = layers.owner(path)
            missing = layers.packages_included(path) - layers.targets()[name].packages
            self.assertEqual(missing, set(), f"{name} does not link it: {path}")

    def test_no_circle(self):
        links = {name: target.links for name, target in layers.targets().items()}
        while leaves := [name for name, below in links.items() if not below & set(links)]:
            for name in leaves:
                del links[name]
        self.assertEqual(links, {}, "these link each other in a circle, or lead to one")

    def test_every_folder_of_sources_is_a_library_or_a_program(self):
        folders = {target.folder for target in layers.targets().values()}
        for path in layers.sources():
            self.assertIn(layers.folder_of(path), folders, path)

    def test_the_picture_of_layers_is_theirs(self):
        self.assertEqual(tree.text("docs/pictures/layers.dot"), layers.picture(), "run scripts/docs --pictures")


if __name__ == "__main__":
    unittest.main()
