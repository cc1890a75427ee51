#include "apps/camera/tell/notice.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

namespace ocellus::camera {
namespace {

using std::chrono::microseconds;

TEST(NoticeTest, IsOneLineOfJson) {
  Notice notice(microseconds(12'300'900), "camera");
  notice.word("fault", "stalled").number("lost", -3).seconds("outage", microseconds(2'050'000));
  notice.because(Status::failure(Code::kIo, "no \"picture\"", 0, EIO));
  EXPECT_EQ(notice.line(),
            "{\"time\":12.300,\"notice\":\"camera\",\"fault\":\"stalled\",\"lost\":-3,"
            "\"outage\":2.050,\"text\":\"no \\\"picture\\\" (Input/output error)\"}\n");
}

TEST(NoticeTest, WhatIsTooLongStaysJson) {
  Notice notice(microseconds(1'000), "settings");
  notice.word("text", std::string(5000, 'x'));
  EXPECT_EQ(notice.line(), "{\"time\":0.001,\"notice\":\"settings\"}\n");
}

}  // namespace
}  // namespace ocellus::camera
