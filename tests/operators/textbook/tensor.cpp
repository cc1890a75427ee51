#include "tests/operators/textbook/tensor.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace ocellus::textbook {
namespace {

template <typename T>
T load(const Bytes& bytes, std::int64_t flat) {
  T value;
  if ((static_cast<std::size_t>(flat) + 1) * sizeof(T) > bytes.size()) give_up("read past the end");
  std::memcpy(&value, bytes.data() + static_cast<std::size_t>(flat) * sizeof(T), sizeof(T));
  return value;
}

template <typename T>
void store(Bytes& bytes, std::int64_t flat, T value) {
  if ((static_cast<std::size_t>(flat) + 1) * sizeof(T) > bytes.size())
    give_up("write past the end");
  std::memcpy(bytes.data() + static_cast<std::size_t>(flat) * sizeof(T), &value, sizeof(T));
}

}  // namespace

void give_up(const std::string& why) {
  std::fprintf(stderr, "textbook: %s\n", why.c_str());
  std::abort();
}

std::size_t bytes_of(ElementType type) {
  switch (type) {
    case ElementType::Int8:
    case ElementType::UInt8:
      return 1;
    case ElementType::Int32:
    case ElementType::Float32:
      return 4;
    case ElementType::Int64:
      return 8;
    default:
      give_up("a type that int8 files do not have");
  }
}

std::int64_t elements(const Index& shape) {
  std::int64_t product = 1;
  for (const std::int64_t extent : shape) product *= extent;
  return product;
}

void for_each_place(const Index& shape, const std::function<void(const Index&)>& visit) {
  Index place(shape.size(), 0);
  for (std::int64_t left = elements(shape); left > 0; --left) {
    visit(place);
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      if (++place[axis] < shape[axis]) break;
      place[axis] = 0;
    }
  }
}

std::int64_t positive_axis(std::int64_t axis, std::size_t rank) {
  return axis < 0 ? axis + static_cast<std::int64_t>(rank) : axis;
}

std::int64_t Tensor::lowest() const { return type == ElementType::UInt8 ? 0 : -128; }
std::int64_t Tensor::highest() const { return type == ElementType::UInt8 ? 255 : 127; }

std::int64_t Tensor::flat(const Index& place) const {
  std::int64_t at = 0;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (place[axis] < 0 || place[axis] >= shape[axis]) give_up("a place outside its tensor");
    at = at * shape[axis] + place[axis];
  }
  return at;
}

std::int64_t Tensor::integer(std::int64_t flat) const {
  switch (type) {
    case ElementType::Int8:
      return load<std::int8_t>(bytes, flat);
    case ElementType::UInt8:
      return load<std::uint8_t>(bytes, flat);
    case ElementType::Int32:
      return load<std::int32_t>(bytes, flat);
    case ElementType::Int64:
      return load<std::int64_t>(bytes, flat);
    default:
      give_up("integers wanted, reals found");
  }
}

float Tensor::real(std::int64_t flat) const {
  if (type != ElementType::Float32) give_up("reals wanted, integers found");
  return load<float>(bytes, flat);
}

void Tensor::set_integer(std::int64_t flat, std::int64_t value) {
  switch (type) {
    case ElementType::Int8:
    case ElementType::UInt8:
      if (value < lowest() || value > highest()) give_up("a value outside its type");
      return store(bytes, flat, static_cast<std::uint8_t>(value));
    case ElementType::Int32:
      return store(bytes, flat, static_cast<std::int32_t>(value));
    case ElementType::Int64:
      return store(bytes, flat, value);
    default:
      give_up("integers given, reals wanted");
  }
}

void Tensor::set_real(std::int64_t flat, float value) {
  if (type != ElementType::Float32) give_up("reals given, integers wanted");
  store(bytes, flat, value);
}

void Tensor::copy_element(const Index& to, const Tensor& from, const Index& place) {
  if (type != from.type) give_up("a copy changes the type");
  const std::size_t size = bytes_of(type);
  std::memcpy(bytes.data() + static_cast<std::size_t>(flat(to)) * size,
              from.bytes.data() + static_cast<std::size_t>(from.flat(place)) * size, size);
}

}  // namespace ocellus::textbook
