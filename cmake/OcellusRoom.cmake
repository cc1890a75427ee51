# Rooms: one static library each, and the walls between them.
#
# A file includes "room/folder/file.hpp". Every top-level room has its own include root, a folder
# in the build tree that holds nothing but a link to that room, so a target sees exactly the rooms
# it links: an include that the design does not grant does not compile.

include(OcellusFreestanding)

foreach(room runtime drivers platform apps tools tests)
  set(root ${CMAKE_BINARY_DIR}/include/${room})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${room} ${root}/${room} SYMBOLIC)
endforeach()

# Strict for our own code; libraries' headers come in as SYSTEM.
add_library(ocellus_warnings INTERFACE)
target_compile_options(ocellus_warnings INTERFACE
  -Wall -Wextra -Werror -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-align -Wimplicit-fallthrough
  -fno-exceptions -ffp-contract=off)
if(OCELLUS_BARE_METAL)
  # Where loads must be aligned, every cast from bytes is warned of; that tensors and tables are
  # aligned is in the kernels' contracts (runtime/kernels/operands.hpp).
  target_compile_options(ocellus_warnings INTERFACE -Wno-cast-align)
endif()
if(OCELLUS_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # With checks between a definition and its use GCC 12 no longer sees one before the other; without
  # sanitizers it warns as ever.
  target_compile_options(ocellus_warnings INTERFACE -Wno-maybe-uninitialized)
endif()
target_compile_features(ocellus_warnings INTERFACE cxx_std_20)

# ocellus_small(TARGET): code that waits for devices and people, not for the processor; smaller by a
# tenth. Not for a machine without a C library, whose strlen GCC then calls for literals.
function(ocellus_small target)
  if(NOT OCELLUS_SANITIZE AND NOT OCELLUS_BARE_METAL)
    target_compile_options(${target} PRIVATE -Os)
  endif()
endfunction()

# ocellus_joined(TARGETS...): many small sources that include the same large headers. Presets that
# ask for it (OCELLUS_JOIN) compile them in batches, in a third of the time; preset host compiles
# each by itself, so that every file includes what it uses. Their local names must be distinct.
option(OCELLUS_JOIN "Compile the sources of large targets in batches" OFF)
function(ocellus_joined)
  foreach(target IN LISTS ARGN)
    if(OCELLUS_JOIN AND TARGET ${target})
      set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 16)
      if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        # What only the optimizer sees it sees otherwise across a batch: in preset host an error.
        foreach(seen array-bounds dangling-pointer free-nonheap-object maybe-uninitialized nonnull
            restrict stringop-overflow stringop-overread uninitialized use-after-free)
          target_compile_options(${target} PRIVATE -Wno-error=${seen})
        endforeach()
      endif()
    endif()
  endforeach()
endfunction()

# ocellus_room(NAME ROOM <room> SOURCES ... [DEPENDS targets...])
# NAME: the target. ROOM: the top-level folder it lives in. DEPENDS: what its interface may know.
function(ocellus_room name)
  cmake_parse_arguments(arg "" "ROOM" "SOURCES;DEPENDS" ${ARGN})
  if(arg_SOURCES)
    add_library(${name} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(${name} PRIVATE ocellus_warnings)
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_compile_features(${name} ${scope} cxx_std_20)
  target_include_directories(${name} ${scope} ${CMAKE_BINARY_DIR}/include/${arg_ROOM})
  target_link_libraries(${name} ${scope} ${arg_DEPENDS})
  if(arg_SOURCES AND arg_ROOM MATCHES "^(apps|drivers|platform)$")
    ocellus_small(${name})
  endif()
  if(arg_SOURCES AND arg_ROOM STREQUAL "runtime")
    target_compile_options(${name} PRIVATE -fno-rtti -fno-math-errno)
    ocellus_freestanding(${name})
  endif()
endfunction()
