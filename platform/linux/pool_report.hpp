// What the pool says on stderr, one line each, written without allocating.
#pragma once

#include <cstddef>

namespace ocellus::platform::pool {

// `caller` is the return address of the call to malloc or its kin. The line names the chain of
// functions that led there, "inner < outer < main".
void report_sealed(std::size_t bytes, const void* caller);
void report_exhausted(std::size_t bytes, const void* caller, std::size_t capacity,
                      std::size_t in_use);
void report_bad_free(const void* block);

}  // namespace ocellus::platform::pool
