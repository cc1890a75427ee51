# The libraries that programs link, always as archives: a device program is static, and the memory
# hooks of drivers/picture only replace libjpeg's own when libjpeg is an archive.
#
# ocellus_library(NAME ARCHIVE <lib*.a> HEADER <file> PACKAGE <Debian package> [LINK targets...])
# makes the imported target ocellus::NAME.
function(ocellus_library name)
  cmake_parse_arguments(arg "" "ARCHIVE;HEADER;PACKAGE" "LINK" ${ARGN})
  find_library(OCELLUS_${name}_ARCHIVE ${arg_ARCHIVE})
  find_path(OCELLUS_${name}_INCLUDE ${arg_HEADER})
  mark_as_advanced(OCELLUS_${name}_ARCHIVE OCELLUS_${name}_INCLUDE)
  if(NOT OCELLUS_${name}_ARCHIVE OR NOT OCELLUS_${name}_INCLUDE)
    message(FATAL_ERROR
      "${arg_ARCHIVE} or its header ${arg_HEADER} is missing for ${CMAKE_SYSTEM_PROCESSOR}: "
      "install the Debian package ${arg_PACKAGE}, then configure again.")
  endif()
  add_library(ocellus::${name} STATIC IMPORTED GLOBAL)
  set_target_properties(ocellus::${name} PROPERTIES
    IMPORTED_LOCATION ${OCELLUS_${name}_ARCHIVE}
    INTERFACE_INCLUDE_DIRECTORIES ${OCELLUS_${name}_INCLUDE}
    INTERFACE_LINK_LIBRARIES "${arg_LINK}")
endfunction()

ocellus_library(jpeg ARCHIVE libjpeg.a HEADER jpeglib.h PACKAGE libjpeg62-turbo-dev)
ocellus_library(zlib ARCHIVE libz.a HEADER zlib.h PACKAGE zlib1g-dev)
ocellus_library(png ARCHIVE libpng16.a HEADER png.h PACKAGE libpng-dev LINK ocellus::zlib m)
ocellus_library(v4lconvert ARCHIVE libv4lconvert.a HEADER libv4lconvert.h PACKAGE libv4l-dev
  LINK ocellus::jpeg rt m)
ocellus_library(inih ARCHIVE libinih.a HEADER ini.h PACKAGE libinih-dev)
