#include "drivers/bundle/manifest.hpp"

#include <gtest/gtest.h>

#include <string>

#include "drivers/bundle/admission.hpp"
#include "drivers/bundle/test_bundle.hpp"

namespace ocellus::bundle {
namespace {

const TestKey& owner() {
  static const TestKey key(1);
  return key;
}

Header signed_header(const Manifest& manifest, const TestKey& key = owner()) {
  Header header;
  store_manifest(manifest, key.public_key, header);
  key.sign(header);
  return header;
}

Manifest sample() { return test_manifest(test_payload(3)); }

TEST(Version, IsReadAndWritten) {
  for (const char* text : {"0.0.0", "1.20.3", "4294967295.0.4294967295"}) {
    const auto version = parse_version(text);
    ASSERT_TRUE(version.has_value()) << text;
    EXPECT_STREQ(text_of(*version).data(), text);
    EXPECT_EQ(parse_version(std::string(text) + "\n"), version);
  }
  for (const char* text :
       {"", "1", "1.2", "1.2.", "1.2.3.4", "1.2.3 ", " 1.2.3", "01.2.3", "-1.2.3", "1.+2.3",
        "1.2.4294967296", "1..3", "1.2.x", "\n", "1.2.3\n\n"}) {
    EXPECT_FALSE(parse_version(text).has_value()) << text;
  }
  EXPECT_LT((Version{1, 9, 9}), (Version{1, 10, 0}));
  EXPECT_LT((Version{1, 9, 9}), (Version{2, 0, 0}));
}

TEST(PublicKeyText, IsOneLineAndNothingElse) {
  const std::string digits = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";
  const std::string line = "ocellus-public-key-1 " + digits;
  for (const std::string& text : {line, line + "\n", line + "\r\n"}) {
    const auto key = parse_public_key(text);
    ASSERT_TRUE(key.has_value()) << text;
    for (unsigned i = 0; i < 32; ++i) EXPECT_EQ((*key)[i], std::byte(i));
  }
  for (const std::string& text :
       {std::string(), digits, line + "0", line.substr(0, line.size() - 1), line + "\n\n",
        " " + line, "ocellus-secret-key-1 " + digits, "ocellus-public-key-1  " + digits,
        line.substr(0, line.size() - 1) + "g"}) {
    EXPECT_FALSE(parse_public_key(text).has_value()) << text;
  }
}

// The bytes that devices in the field have to read for ever: a change here is a new format.
TEST(ManifestTest, LiesWhereTheReadmeSays) {
  Manifest manifest = sample();
  manifest.downgrade = true;
  manifest.version = {0x01020304, 5, 6};
  manifest.replaces_from = {7, 8, 9};
  manifest.payload_bytes = 0x600;
  manifest.slot_bytes = 0x112200;
  const Header header = signed_header(manifest);
  const std::string_view text(reinterpret_cast<const char*>(header.data()), header.size());
  using namespace std::literals;
  EXPECT_EQ(text.substr(0, 8), "\x8fOCB\x01\0\0\0"sv);
  EXPECT_TRUE(std::ranges::equal(owner().public_key, std::span(header).subspan(8, 32)));
  EXPECT_EQ(text.substr(40, 8), "virt\0\0\0\0"sv);
  EXPECT_EQ(text.substr(72, 12), "\x04\x03\x02\x01\x05\0\0\0\x06\0\0\0"sv);
  EXPECT_EQ(text.substr(84, 12), "\x07\0\0\0\x08\0\0\0\x09\0\0\0"sv);
  EXPECT_EQ(text.substr(96, 16), "\x01\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0"sv);
  EXPECT_EQ(text.substr(112, 16), "\0\x06\0\0\0\0\0\0\0\x22\x11\0\0\0\0\0"sv);
  EXPECT_TRUE(std::ranges::equal(manifest.payload_hash, std::span(header).subspan(128, 64)));
  EXPECT_EQ(text.substr(192, 256), std::string(256, '\0'));
}

TEST(ManifestTest, ComesBackAsItWasSigned) {
  Manifest manifest = sample();
  manifest.downgrade = true;
  manifest.slot_bytes += 5 * 512;
  Manifest back;
  ASSERT_TRUE(verify_header(signed_header(manifest), owner().public_key, back).ok());
  EXPECT_EQ(back.board_name(), "virt");
  EXPECT_EQ(back.version, manifest.version);
  EXPECT_EQ(back.replaces_from, manifest.replaces_from);
  EXPECT_TRUE(back.downgrade);
  EXPECT_EQ(back.payload_bytes, manifest.payload_bytes);
  EXPECT_EQ(back.slot_bytes, manifest.slot_bytes);
  EXPECT_EQ(back.payload_hash, manifest.payload_hash);
}

// Ed25519 as RFC 8032 has it: its section 7.1, test 2, through the same library calls.
TEST(ManifestTest, TheKeyIsThatOfRfc8032) {
  const auto seed = parse_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  const auto expected =
      parse_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  ASSERT_TRUE(seed && expected);
  PublicKey key;
  std::array<unsigned char, crypto_sign_ed25519_SECRETKEYBYTES> secret;
  crypto_sign_ed25519_seed_keypair(reinterpret_cast<unsigned char*>(key.data()), secret.data(),
                                   reinterpret_cast<const unsigned char*>(seed->data()));
  EXPECT_EQ(key, *expected);
}

TEST(ManifestTest, EveryFlippedBitIsSeen) {
  const Header header = signed_header(sample());
  for (std::size_t bit = 0; bit < header.size() * 8; ++bit) {
    Header flipped = header;
    flipped[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    Manifest manifest;
    const Status status = verify_header(flipped, owner().public_key, manifest);
    ASSERT_FALSE(status.ok()) << "bit " << bit;
    EXPECT_EQ(manifest.board_name(), "") << "unsigned bytes were taken";
    if (bit >= 40 * 8) {
      EXPECT_STREQ(status.what, "was changed after it was signed, or never was");
    }
  }
}

TEST(ManifestTest, AnotherKeyIsSaidToBeOne) {
  Manifest manifest;
  const Status status =
      verify_header(signed_header(sample(), TestKey(2)), owner().public_key, manifest);
  EXPECT_EQ(status.code, Code::kUnsupported);
  EXPECT_STREQ(status.what, "is signed with another key");
  // And one that only claims to be the owner's.
  Header header;
  store_manifest(sample(), owner().public_key, header);
  TestKey(2).sign(header);
  EXPECT_EQ(verify_header(header, owner().public_key, manifest).code, Code::kCorrupt);
}

// With such a key anybody could sign anything.
TEST(ManifestTest, AKeyOfSmallOrderVerifiesNothing) {
  for (const int first : {0, 1}) {
    PublicKey weak = {};
    weak[0] = static_cast<std::byte>(first);
    Header header;
    store_manifest(sample(), weak, header);
    header[kSignedBytes] = std::byte{1};
    Manifest manifest;
    EXPECT_FALSE(verify_header(header, weak, manifest).ok());
  }
}

// What the owner signed by mistake, or with a newer program.
TEST(ManifestTest, SignedNonsenseIsRefusedByName) {
  const struct {
    std::size_t at;
    std::uint8_t value;
    const char* what;
  } kCases[] = {
      {0, 'x', "is no bundle"},
      {4, 2, "is of a format that this system does not read"},
      {40, 0, "names no board"},
      {40, ' ', "names no board"},
      {45, 'x', "names no board"},
      {96, 2, "has a flag that this system does not know"},
      {99, 0x80, "has a flag that this system does not know"},
      {100, 0, "has a payload that this system does not know"},
      {100, 2, "has a payload that this system does not know"},
      {104, 2, "has a payload that this system does not know"},
      {108, 1, "says more than this system understands"},
      {112, 1, "has a payload of no possible size"},
      {113, 0, "has a payload of no possible size"},  // no bytes
      {113, 8, "has a payload of no possible size"},  // more than the slot's
      {120, 1, "has a payload of no possible size"},
      {192, 1, "says more than this system understands"},
      {447, 1, "says more than this system understands"},
  };
  for (const auto& [at, value, what] : kCases) {
    Header header = signed_header(sample());
    header[at] = std::byte{value};
    owner().sign(header);
    Manifest manifest;
    const Status status = verify_header(header, owner().public_key, manifest);
    EXPECT_FALSE(status.ok());
    EXPECT_STREQ(status.what, what) << "byte " << at << " = " << int{value};
  }
  Header header = signed_header(sample());
  std::fill_n(header.begin() + 40, 32, std::byte{'x'});  // no end
  owner().sign(header);
  Manifest manifest;
  EXPECT_STREQ(verify_header(header, owner().public_key, manifest).what, "names no board");
}

TEST(Admission, WhatADeviceTakes) {
  const Manifest manifest = sample();  // 1.2.0 for virt, replaces 1.0.0 and later, 3 sectors
  const Device device = {.board = "virt", .running = {1, 1, 0}, .slot_bytes = 3 * 512};
  EXPECT_TRUE(admit(manifest, device).ok());
  const auto what = [](const Manifest& offered, const Device& to) {
    return std::string(admit(offered, to).what);
  };

  for (const char* board : {"rpi4", "vir", "virt2", ""}) {
    Device other = device;
    other.board = board;
    EXPECT_EQ(what(manifest, other), "is for another board") << board;
  }

  Device same = device;
  same.running = {1, 2, 0};
  EXPECT_EQ(what(manifest, same), "holds the version that runs");
  same.same_version = true;
  EXPECT_EQ(what(manifest, same), "");

  Device newer = device;
  newer.running = {1, 2, 1};
  EXPECT_EQ(what(manifest, newer), "is older than what runs, and not signed as such");
  newer.same_version = true;
  EXPECT_EQ(what(manifest, newer), "is older than what runs, and not signed as such");
  Manifest back = manifest;
  back.downgrade = true;
  EXPECT_EQ(what(back, newer), "");

  Device oldest = device;
  oldest.running = {1, 0, 0};
  EXPECT_EQ(what(manifest, oldest), "");
  oldest.running = {0, 9, 9};
  EXPECT_EQ(what(manifest, oldest),
            "is too new to replace what runs: install one between them first");

  Device small = device;
  small.slot_bytes -= 512;
  const Status status = admit(manifest, small);
  EXPECT_EQ(status.code, Code::kTooLarge);
  EXPECT_STREQ(status.what, "is larger than the slot");
}

}  // namespace
}  // namespace ocellus::bundle
