#include "tools/ocellus/bundle/key_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tools/ocellus/file.hpp"
#include "tools/ocellus/image/test_folder.hpp"

namespace ocellus::tools {
namespace {

class KeyFile : public testing::Test {
 protected:
  std::string text(const std::string& name) const {
    const auto read = read_text(folder_.path(name), 4096);
    return read.ok() ? read.value() : read.failure().line();
  }
  mode_t mode(const std::string& name) const {
    struct stat facts = {};
    EXPECT_EQ(stat(folder_.path(name).c_str(), &facts), 0);
    return facts.st_mode & 07777;
  }

  TestFolder folder_;
};

TEST_F(KeyFile, APairBelongsTogetherAndTheSecretIsItsOwners) {
  const mode_t before = umask(0);
  const auto made = make_key_pair(folder_.path("owner"));
  umask(before);
  ASSERT_TRUE(made.ok()) << made.failure().line();
  EXPECT_EQ(mode("owner.key"), 0600u);
  const auto secret = read_secret_key(folder_.path("owner.key"));
  const auto public_key = read_public_key(folder_.path("owner.pub"));
  ASSERT_TRUE(secret.ok() && public_key.ok());
  EXPECT_EQ(secret.value().public_key(), public_key.value());
  EXPECT_EQ(text("owner.pub"), public_key_text(public_key.value()));
  EXPECT_FALSE(std::filesystem::exists(folder_.path("owner.key.part")));
}

TEST_F(KeyFile, NoTwoPairsAreTheSame) {
  ASSERT_TRUE(make_key_pair(folder_.path("one")).ok());
  ASSERT_TRUE(make_key_pair(folder_.path("other")).ok());
  EXPECT_NE(text("one.key"), text("other.key"));
  EXPECT_NE(text("one.pub"), text("other.pub"));
}

TEST_F(KeyFile, NeverReplacesAKey) {
  for (const char* there : {"a.key", "b.pub"}) {
    folder_.write(there, "precious");
    const std::string name(1, there[0]);
    const auto made = make_key_pair(folder_.path(name));
    ASSERT_FALSE(made.ok());
    EXPECT_NE(made.failure().line().find("is there already"), std::string::npos);
    EXPECT_EQ(text(there), "precious");
  }
  EXPECT_FALSE(std::filesystem::exists(folder_.path("b.key"))) << "half a pair";
  // Not what a link points to, either.
  symlink(folder_.path("nowhere").c_str(), folder_.path("c.key").c_str());
  EXPECT_FALSE(make_key_pair(folder_.path("c")).ok());
  EXPECT_FALSE(std::filesystem::exists(folder_.path("nowhere")));
}

TEST_F(KeyFile, SaysWhereItCannotWrite) {
  const auto made = make_key_pair(folder_.path("no/such/folder"));
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.failure().what, "cannot be written: No such file or directory");
}

TEST_F(KeyFile, OneKeyIsNotTakenForTheOther) {
  ASSERT_TRUE(make_key_pair(folder_.path("owner")).ok());
  const auto secret = read_public_key(folder_.path("owner.key"));
  ASSERT_FALSE(secret.ok());
  EXPECT_EQ(secret.failure().what, "is a secret key, which only signs and is shown to nobody");
  EXPECT_EQ(chmod(folder_.path("owner.pub").c_str(), 0600), 0);
  const auto open = read_secret_key(folder_.path("owner.pub"));
  ASSERT_FALSE(open.ok());
  EXPECT_EQ(open.failure().what, "is a public key, and signing takes the secret one");
}

TEST_F(KeyFile, RefusesWhatIsNoKey) {
  const std::string digits(64, 'a');
  for (const std::string& line :
       {std::string(), std::string("\n"), digits, "ocellus-secret-key-1" + digits,
        "ocellus-secret-key-2 " + digits, "ocellus-secret-key-1 " + digits + "a",
        "ocellus-secret-key-1 " + digits + "\n\n"}) {
    folder_.write("bad", line);
    EXPECT_EQ(chmod(folder_.path("bad").c_str(), 0600), 0);
    EXPECT_FALSE(read_secret_key(folder_.path("bad")).ok()) << line;
    EXPECT_FALSE(read_public_key(folder_.path("bad")).ok()) << line;
  }
}

TEST_F(KeyFile, ASecretThatOthersCanReadIsNone) {
  ASSERT_TRUE(make_key_pair(folder_.path("owner")).ok());
  for (const mode_t open : {0640, 0604, 0620}) {
    EXPECT_EQ(chmod(folder_.path("owner.key").c_str(), open), 0);
    const auto read = read_secret_key(folder_.path("owner.key"));
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.failure().what, "can be read by others than its owner");
  }
}

}  // namespace
}  // namespace ocellus::tools
