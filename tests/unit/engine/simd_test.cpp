// SPDX-License-Identifier: MIT
#include "engine/simd.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace chronus::engine {
namespace {

TEST(Simd, IsTheFastestUnlessOneIsAskedFor) {
  EXPECT_EQ(*choose_simd(nullptr), *choose_simd(""));
  EXPECT_EQ(*choose_simd(nullptr), is_usable(Simd::kAvx2) ? Simd::kAvx2 : Simd::kBaseline);
  EXPECT_EQ(*choose_simd("baseline"), Simd::kBaseline);
  EXPECT_EQ(static_cast<bool>(choose_simd("avx2")), is_usable(Simd::kAvx2));
  EXPECT_TRUE(is_usable(Simd::kBaseline));
}

TEST(Simd, ThatThereIsNotIsRefusedByName) {
  EXPECT_EQ(choose_simd("sse").reason(), "CHRONUS_SIMD=sse: use baseline or avx2");
  EXPECT_FALSE(choose_simd("AVX2"));
  for (const Simd simd : {Simd::kBaseline, Simd::kAvx2}) {
    EXPECT_THAT(std::string(to_text(simd)), testing::AnyOf("baseline", "avx2"));
  }
}

}  // namespace
}  // namespace chronus::engine
