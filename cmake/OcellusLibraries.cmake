# The libraries that programs link, always as archives: a device program is static, and the memory
# hooks of drivers/picture only replace libjpeg's own when libjpeg is an archive.
#
# ocellus_library(NAME ARCHIVE <lib*.a> HEADER <file> PACKAGE <Debian package>
#                 [LINK targets...] [INCLUDE <folder>] [DECLARES <name>] [OPTIONAL])
# makes the imported target ocellus::NAME. INCLUDE: a folder of headers beside HEADER that it
# includes by bare name. DECLARES: a name that only a header new enough has. OPTIONAL: without the
# library there is no target, and who uses it asks if(TARGET ocellus::NAME).
function(ocellus_library name)
  cmake_parse_arguments(arg "OPTIONAL" "ARCHIVE;HEADER;PACKAGE;INCLUDE;DECLARES" "LINK" ${ARGN})
  find_library(OCELLUS_${name}_ARCHIVE ${arg_ARCHIVE})
  find_path(OCELLUS_${name}_INCLUDE ${arg_HEADER})
  mark_as_advanced(OCELLUS_${name}_ARCHIVE OCELLUS_${name}_INCLUDE)
  set(found FALSE)
  if(OCELLUS_${name}_ARCHIVE AND OCELLUS_${name}_INCLUDE)
    set(found TRUE)
    if(arg_DECLARES)
      file(STRINGS ${OCELLUS_${name}_INCLUDE}/${arg_HEADER} declared REGEX ${arg_DECLARES})
      if(NOT declared)
        set(found FALSE)
      endif()
    endif()
  endif()
  if(NOT found AND arg_OPTIONAL)
    return()
  endif()
  if(NOT found)
    message(FATAL_ERROR
      "${arg_ARCHIVE} or its header ${arg_HEADER} is missing for ${CMAKE_SYSTEM_PROCESSOR}: "
      "install the Debian package ${arg_PACKAGE}, then configure again.")
  endif()
  set(include "")
  if(arg_INCLUDE)
    set(include ${OCELLUS_${name}_INCLUDE}/${arg_INCLUDE})
  endif()
  add_library(ocellus::${name} STATIC IMPORTED GLOBAL)
  set_target_properties(ocellus::${name} PROPERTIES
    IMPORTED_LOCATION ${OCELLUS_${name}_ARCHIVE}
    INTERFACE_INCLUDE_DIRECTORIES "${OCELLUS_${name}_INCLUDE};${include}"
    INTERFACE_LINK_LIBRARIES "${arg_LINK}")
endfunction()

ocellus_library(jpeg ARCHIVE libjpeg.a HEADER jpeglib.h PACKAGE libjpeg62-turbo-dev)
ocellus_library(zlib ARCHIVE libz.a HEADER zlib.h PACKAGE zlib1g-dev)
ocellus_library(png ARCHIVE libpng16.a HEADER png.h PACKAGE libpng-dev LINK ocellus::zlib m)
ocellus_library(v4lconvert ARCHIVE libv4lconvert.a HEADER libv4lconvert.h PACKAGE libv4l-dev
  LINK ocellus::jpeg rt m)
ocellus_library(inih ARCHIVE libinih.a HEADER ini.h PACKAGE libinih-dev)
ocellus_library(drm ARCHIVE libdrm.a HEADER xf86drm.h INCLUDE libdrm PACKAGE libdrm-dev LINK m)
ocellus_library(sodium ARCHIVE libsodium.a HEADER sodium.h PACKAGE libsodium-dev)
# Debian 12 has version 1, whose interface is another. Boards get version 2 from the sysroot; on a
# machine without it, programs are built without GPIO.
if(CMAKE_SYSROOT)
  set(optional "")
else()
  set(optional OPTIONAL)
endif()
ocellus_library(gpiod ARCHIVE libgpiod.a HEADER gpiod.h DECLARES gpiod_line_settings_new
  PACKAGE "libgpiod-dev of bookworm-backports" ${optional})
