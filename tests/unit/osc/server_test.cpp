// SPDX-License-Identifier: MIT
#include "osc/server.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "osc/socket_filter.hpp"
#include "test_client.hpp"

namespace chronus::osc {
namespace {

using namespace std::string_literals;

/// Sends every message back, and a bad packet's reason.
class Echo : public Handler {
 public:
  Server* server = nullptr;

  void packet(const Endpoint& from, std::span<Bundle> bundles) override {
    for (const auto& bundle : bundles) {
      for (const auto& message : bundle.messages) answer(from, message);
    }
  }
  void bad_message(const Endpoint& from, const BadMessage& bad) override {
    server->send(from, {"/bad", {bad.address, bad.reason}});
  }
  void bad_packet(const Endpoint& from, const std::string& reason) override {
    server->send(from, {"/bad", {reason}});
  }

 private:
  void answer(const Endpoint& from, const Message& message) {
    if (message.address == "/throw") throw std::runtime_error("handler failed");
    if (message.address == "/throw_int") throw 5;
    if (message.address == "/silent") return;
    if (message.address == "/huge") {
      server->send(from, {"/huge.reply", {std::string(70'000, 'x')}});
    } else if (message.address == "/huge_done") {
      server->send(from, {"/done", {"/huge_done"s, std::string(70'000, 'x')}});
    } else {
      server->send(from, message);
    }
  }
};

class RunningServer : public testing::Test {
 protected:
  void SetUp() override { start({}); }

  void start(const ServerOptions& options) {
    auto opened = Server::open({INADDR_LOOPBACK, 0}, echo_, options);
    ASSERT_TRUE(opened) << opened.reason();
    server_ = std::move(*opened);
    echo_.server = server_.get();
    ASSERT_TRUE(server_->start());
  }

  /// True once the server has answered, so that all the client sent before is handled.
  bool answers(TestClient& client) {
    const Message ping{"/ping", {7}};
    return client.send(ping) && client.receive() == ping;
  }

  /// Sends numbered markers until the newest is answered, and says how many. The kernel may drop
  /// these too, and reports its drops only with the next packet that it delivers.
  static std::uint64_t markers_until_answered(TestClient& client) {
    for (int marker = 1; marker <= 1'000; ++marker) {
      const Message sent{"/marker", {marker}};
      EXPECT_TRUE(client.send(sent));
      while (const auto answer = client.receive(200)) {
        if (answer == sent) return static_cast<std::uint64_t>(marker);
      }
    }
    ADD_FAILURE() << "no marker was answered";
    return 0;
  }

  Echo echo_;
  std::unique_ptr<Server> server_;
};

TEST_F(RunningServer, AnswersTheSenderOfAMessage) {
  EXPECT_NE(server_->endpoint().port, 0);
  TestClient first(server_->endpoint());
  TestClient second(server_->endpoint());
  ASSERT_TRUE(first.send(Message{"/one", {1, 0.5F, "text"s}}));
  ASSERT_TRUE(second.send(Message{"/two", {2}}));
  EXPECT_EQ(first.receive(), (Message{"/one", {1, 0.5F, "text"s}}));
  EXPECT_EQ(second.receive(), (Message{"/two", {2}}));
}

bool has_ipv6() { return static_cast<bool>(bind_udp({kIpv6Loopback, 0}, 0)); }

TEST_F(RunningServer, IsHeardAtBothAddressesThatLocalhostMayBe) {
  if (!has_ipv6()) GTEST_SKIP() << "no ::1 here";
  TestClient ipv4(server_->endpoint());
  TestClient ipv6({kIpv6Loopback, server_->endpoint().port});
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(ipv6.send(Message{"/six", {i}}));
    ASSERT_TRUE(ipv4.send(Message{"/four", {i}}));
    // A connected socket takes answers from the address it sent to alone.
    EXPECT_EQ(ipv6.receive(), (Message{"/six", {i}}));
    EXPECT_EQ(ipv4.receive(), (Message{"/four", {i}}));
  }
  server_->queue(0).post({ipv6.endpoint(), {"/posted", {}}, {}});
  EXPECT_EQ(ipv6.receive(), (Message{"/posted", {}}));
}

TEST_F(RunningServer, AtTheIpv6LoopbackHearsTheOtherToo) {
  if (!has_ipv6()) GTEST_SKIP() << "no ::1 here";
  server_.reset();
  for (const IpAddress& at : {kIpv6Loopback, kIpv6Any}) {
    auto opened = Server::open({at, 0}, echo_);
    ASSERT_TRUE(opened) << opened.reason();
    echo_.server = opened->get();
    ASSERT_TRUE((*opened)->start());
    for (const IpAddress& to : {kIpv6Loopback, mapped(INADDR_LOOPBACK)}) {
      TestClient client({to, (*opened)->endpoint().port});
      ASSERT_TRUE(client.send(Message{"/x", {1}}));
      EXPECT_EQ(client.receive(), (Message{"/x", {1}}));
    }
  }
}

TEST_F(RunningServer, DoesWithoutTheOtherLoopbackWhereItIsTaken) {
  if (!has_ipv6()) GTEST_SKIP() << "no ::1 here";
  const auto taken = bind_udp({kIpv6Loopback, 0}, 0);
  ASSERT_TRUE(taken);
  const Endpoint at{INADDR_LOOPBACK, local_endpoint(*taken)->port};
  auto opened = Server::open(at, echo_);
  if (!opened) GTEST_SKIP() << "the port is taken on the other loopback too";
  echo_.server = opened->get();
  ASSERT_TRUE((*opened)->start());
  TestClient client(at);
  ASSERT_TRUE(client.send(Message{"/x", {}}));
  EXPECT_EQ(client.receive(), (Message{"/x", {}}));
}

TEST_F(RunningServer, SendsNothingWhereNoSocketOfItsLeads) {
  auto opened = Server::open({0x7f000002, 0}, echo_);  // 127.0.0.2: IPv4 alone
  ASSERT_TRUE(opened) << opened.reason();
  (*opened)->send({kIpv6Loopback, 9}, {"/x", {}});
  EXPECT_EQ((*opened)->stats().send_errors, 1U);
}

TEST_F(RunningServer, TakesTheLargestDatagram) {
  TestClient client(server_->endpoint());
  const Message largest{"/a", {std::string(65'504 - 8 - 1, 'x')}};
  ASSERT_TRUE(client.send(largest));
  EXPECT_EQ(client.receive(), largest);
}

TEST_F(RunningServer, ReportsBadPacketsAndGoesOn) {
  TestClient client(server_->endpoint());
  ASSERT_TRUE(client.send(std::as_bytes(std::span("#unk", 4))));
  EXPECT_EQ(client.receive(), (Message{"/bad", {"byte 0: truncated bundle"s}}));
  ASSERT_TRUE(client.send(std::span<const std::byte>()));
  EXPECT_EQ(client.receive(), (Message{"/bad", {"byte 0: empty packet"s}}));
  EXPECT_TRUE(answers(client));
  EXPECT_EQ(server_->stats().packets, 3U);
  EXPECT_EQ(server_->stats().bad_packets, 2U);
}

TEST_F(RunningServer, NamesAMessageThatCannotBeReadAndHandlesItsNeighbours) {
  TestClient client(server_->endpoint());
  const std::string packet = "#bundle\0\0\0\0\0\0\0\0\1\0\0\0\x0c/x\0\0,c\0\0\0\0\0A\0\0\0\4/ok\0"s;
  ASSERT_TRUE(client.send(std::as_bytes(std::span(packet.data(), packet.size()))));
  EXPECT_EQ(client.receive(), (Message{"/ok", {}}));
  EXPECT_EQ(client.receive(),
            (Message{"/bad", {"/x"s, "byte 25: type tag is none of i h f d s S b T F N I t"s}}));
  EXPECT_EQ(server_->stats().bad_packets, 0U);
  EXPECT_EQ(server_->stats().bad_messages, 1U);
}

TEST_F(RunningServer, SurvivesExceptionsOfItsHandler) {
  TestClient client(server_->endpoint());
  ASSERT_TRUE(client.send(Message{"/throw", {}}));
  ASSERT_TRUE(client.send(Message{"/throw_int", {}}));
  EXPECT_TRUE(answers(client));
  EXPECT_EQ(server_->stats().handler_errors, 2U);
}

TEST_F(RunningServer, TooLargeAReplyBecomesAFailureAndTooLargeAnEchoIsShortened) {
  TestClient client(server_->endpoint());
  ASSERT_TRUE(client.send(Message{"/huge", {}}));
  EXPECT_EQ(client.receive(), (Message{"/fail", {"/huge"s, "reply too large"s}}));
  ASSERT_TRUE(client.send(Message{"/huge_done", {}}));
  const auto done = client.receive();
  ASSERT_TRUE(done);
  EXPECT_EQ(done->address, "/done");
  EXPECT_EQ(done->args.at(0), Arg{"/huge_done"s});
  EXPECT_EQ(server_->stats().replies_too_large, 1U);
}

TEST_F(RunningServer, SendsWhatOtherThreadsPost) {
  TestClient client(server_->endpoint());
  std::thread producers[] = {std::thread([&] {
                               for (int i = 0; i < 100; ++i)
                                 server_->queue(0).post({client.endpoint(), {"/a", {i}}, {}});
                             }),
                             std::thread([&] {
                               for (int i = 0; i < 100; ++i)
                                 server_->queue(1).post({client.endpoint(), {"/b", {i}}, {}});
                             })};
  for (auto& producer : producers) producer.join();
  int next[2] = {0, 0};
  for (int i = 0; i < 200; ++i) {
    const auto message = client.receive();
    ASSERT_TRUE(message) << "after " << i;
    int& expected = next[message->address == "/b"];
    EXPECT_EQ(message->args.at(0), Arg{expected++});
  }
  EXPECT_EQ(next[0], 100);
  EXPECT_EQ(next[1], 100);
}

TEST_F(RunningServer, RendersJsonOnItsOwnThread) {
  TestClient client(server_->endpoint());
  std::thread::id rendered_on;
  server_->queue(0).post({client.endpoint(), {"/status.reply", {1}}, [&] {
                            rendered_on = std::this_thread::get_id();
                            return "{\"frame\":1}"s;
                          }});
  EXPECT_EQ(client.receive(), (Message{"/status.reply", {1, "{\"frame\":1}"s}}));
  server_->stop();
  EXPECT_NE(rendered_on, std::thread::id());
  EXPECT_NE(rendered_on, std::this_thread::get_id());
}

TEST_F(RunningServer, SurvivesAReplyThatCannotBeRendered) {
  TestClient client(server_->endpoint());
  server_->queue(0).post(
      {client.endpoint(), {"/x", {}}, []() -> std::string { throw std::runtime_error("no"); }});
  server_->queue(0).post({client.endpoint(), {"/next", {}}, {}});
  EXPECT_EQ(client.receive(), (Message{"/next", {}}));
  EXPECT_EQ(server_->stats().handler_errors, 1U);
}

TEST_F(RunningServer, SurvivesClientsThatAreGone) {
  TestClient client(server_->endpoint());
  Endpoint gone;
  {
    TestClient leaving(server_->endpoint());
    gone = leaving.endpoint();
  }
  for (int i = 0; i < 50; ++i) {
    server_->queue(0).post({gone, {"/anyone", {}}, {}});
    server_->queue(0).post({{INADDR_LOOPBACK, 0}, {"/nowhere", {}}, {}});
    server_->queue(0).post({{INADDR_BROADCAST, 9}, {"/forbidden", {}}, {}});
  }
  server_->queue(0).post({client.endpoint(), {"/still", {}}, {}});
  EXPECT_EQ(client.receive(), (Message{"/still", {}}));
  EXPECT_TRUE(answers(client));
  EXPECT_GE(server_->stats().send_errors, 100U);
}

TEST_F(RunningServer, HasItsPortForItself) {
  Echo other;
  const auto second = Server::open(server_->endpoint(), other);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.reason(),
            "cannot listen on " + to_text(server_->endpoint()) + ": Address already in use");
}

/// Of a socket that somebody else keeps bound: another descriptor of it.
FileDescriptor again(const FileDescriptor& socket) {
  return FileDescriptor(::fcntl(socket.get(), F_DUPFD_CLOEXEC, 0));
}

std::vector<FileDescriptor> both(const FileDescriptor& one, const FileDescriptor& other) {
  std::vector<FileDescriptor> sockets;
  sockets.push_back(again(one));
  sockets.push_back(again(other));
  return sockets;
}

std::vector<FileDescriptor> only(const FileDescriptor& one) {
  std::vector<FileDescriptor> sockets;
  sockets.push_back(again(one));
  return sockets;
}

TEST_F(RunningServer, HearsWhatWasSentToAHeldSocketWhileThereWasNoServer) {
  const auto held = bind_udp({INADDR_LOOPBACK, 0}, 0);
  ASSERT_TRUE(held);
  const Endpoint at = *local_endpoint(*held);
  for (int life = 0; life < 3; ++life) {
    TestClient client(at);
    ASSERT_TRUE(client.send(Message{"/early", {life}}));
    auto opened = Server::open(only(*held), echo_);
    ASSERT_TRUE(opened) << opened.reason();
    EXPECT_EQ((*opened)->endpoint(), at);
    echo_.server = opened->get();
    ASSERT_TRUE((*opened)->start());
    EXPECT_EQ(client.receive(), (Message{"/early", {life}}));
    EXPECT_TRUE(answers(client));
  }
}

TEST_F(RunningServer, TakesAHeldSocketOfEachKind) {
  if (!has_ipv6()) GTEST_SKIP() << "no ::1 here";
  const auto ipv4 = bind_udp({INADDR_LOOPBACK, 0}, 0);
  const auto ipv6 = bind_udp({kIpv6Loopback, 0}, 0);
  ASSERT_TRUE(ipv4 && ipv6);
  auto opened = Server::open(both(*ipv6, *ipv4), echo_);
  ASSERT_TRUE(opened) << opened.reason();
  echo_.server = opened->get();
  ASSERT_TRUE((*opened)->start());
  for (const auto* socket : {&*ipv4, &*ipv6}) {
    TestClient client(*local_endpoint(*socket));
    ASSERT_TRUE(client.send(Message{"/x", {1}}));
    EXPECT_EQ(client.receive(), (Message{"/x", {1}}));
  }
}

TEST_F(RunningServer, OfAHeldSocketTheFilterAndTheCountOfAServerBeforeAreGone) {
  auto held = bind_udp({INADDR_LOOPBACK, 0}, 0);
  ASSERT_TRUE(held);
  TestClient client(*local_endpoint(*held));
  // The server before was ended while it thinned this client out.
  ASSERT_TRUE(thin(*held, std::vector<Thinned>{{client.endpoint(), 1e-12}}));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client.send(Message{"/lost", {}}));
  ASSERT_EQ(dropped_so_far(*held), 5U);
  auto opened = Server::open(only(*held), echo_);
  ASSERT_TRUE(opened) << opened.reason();
  echo_.server = opened->get();
  ASSERT_TRUE((*opened)->start());
  EXPECT_TRUE(answers(client));
  EXPECT_EQ((*opened)->stats().dropped_by_kernel, 0U);
}

TEST_F(RunningServer, RefusesHeldSocketsThatItCannotListenOnAndNamesThem) {
  const auto refused = [&](std::vector<FileDescriptor> sockets) {
    const auto opened = Server::open(std::move(sockets), echo_);
    return opened ? std::string() : opened.reason();
  };
  const auto udp = bind_udp({INADDR_LOOPBACK, 0}, 0);
  const auto other = bind_udp({INADDR_LOOPBACK, 0}, 0);
  const FileDescriptor tcp(::socket(AF_INET, SOCK_STREAM, 0));
  const FileDescriptor local(::socket(AF_UNIX, SOCK_DGRAM, 0));
  const FileDescriptor unbound(::socket(AF_INET, SOCK_DGRAM, 0));
  const FileDescriptor file(::open("/dev/null", O_RDONLY));
  EXPECT_NE(refused(only(tcp)).find(" is not a UDP socket"), std::string::npos);
  EXPECT_NE(refused(only(local)).find(" is not an IPv4 or IPv6 socket"), std::string::npos);
  EXPECT_NE(refused(only(file)).find(" is not an IPv4 or IPv6 socket"), std::string::npos);
  EXPECT_NE(refused(only(unbound)).find(" is not bound to a port"), std::string::npos);
  const std::string two = refused(both(*udp, *other));
  EXPECT_NE(two.find("one for IPv4 and one for IPv6"), std::string::npos) << two;
  EXPECT_NE(two.find(to_text(*local_endpoint(*udp))), std::string::npos) << two;
}

TEST_F(RunningServer, StopsAndFreesItsPort) {
  const Endpoint at = server_->endpoint();
  server_->stop();
  server_->stop();
  server_.reset();
  EXPECT_TRUE(Server::open(at, echo_));
}

TEST_F(RunningServer, CountsEveryPacketOfAFlood) {
  constexpr std::uint64_t kFlood = 200'000;
  TestClient client(server_->endpoint());
  const auto silent = encode({"/silent", {1}});
  for (std::uint64_t i = 0; i < kFlood; ++i) ASSERT_TRUE(client.send(silent));
  const std::uint64_t markers = markers_until_answered(client);
  const auto stats = server_->stats();
  EXPECT_EQ(stats.packets + stats.dropped_by_kernel, kFlood + markers);
  EXPECT_EQ(stats.bad_packets, 0U);
  RecordProperty("dropped_by_kernel", std::to_string(stats.dropped_by_kernel));
}

TEST_F(RunningServer, CountsWhatASmallBufferLoses) {
  server_->stop();
  server_.reset();
  ServerOptions options;
  options.receive_buffer_bytes = 4096;
  auto opened = Server::open({INADDR_LOOPBACK, 0}, echo_, options);
  ASSERT_TRUE(opened);
  server_ = std::move(*opened);
  echo_.server = server_.get();
  TestClient client(server_->endpoint());
  // Nobody reads yet, so that most are lost for certain.
  for (int i = 0; i < 1'000; ++i) ASSERT_TRUE(client.send(Message{"/silent", {i}}));
  ASSERT_TRUE(server_->start());
  const std::uint64_t markers = markers_until_answered(client);
  const auto stats = server_->stats();
  EXPECT_EQ(stats.packets + stats.dropped_by_kernel, 1'000 + markers);
  EXPECT_GT(stats.dropped_by_kernel, 500U);
}

}  // namespace
}  // namespace chronus::osc
