/* Names of what is never called (trim.hpp). A name that the library no longer has does no harm; one
   that the linker takes from it after all is defined twice, which is an error. */
    .text

    .macro left_out names:vararg
    .irp name, \names
    .globl \name
    .type \name, %function
\name:
    .endr
    .endm

    /* libjpeg: pictures are decoded to full colour with fancy upsampling and the accurate integer
       DCT, and encoded as baseline files. */
    left_out jinit_1pass_quantizer, jinit_2pass_quantizer, jinit_merged_upsampler
    left_out jinit_phuff_encoder, jinit_arith_encoder
    left_out jpeg_fdct_ifast, jpeg_fdct_float, jpeg_idct_ifast, jpeg_idct_float
    left_out jpeg_mem_dest, jpeg_mem_src

    /* Only a memory limit in the environment variable JPEGMEM would be read by it. */
    left_out __isoc99_sscanf

    /* The DCT is SIMD code on every processor of these architectures, and decoded to 1, 2, 4 or 8
       eighths. */
    left_out jpeg_fdct_islow, jpeg_idct_islow
    .irp size, 3, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16
    left_out jpeg_idct_\size\()x\size
    .endr

#if defined(__x86_64__)
    .irp order, rgb, extrgb, extrgbx, extbgr, extbgrx, extxbgr, extxrgb
    left_out jsimd_\order\()_gray_convert_sse2, jsimd_\order\()_gray_convert_avx2
    .endr
    .irp order, , extrgb_, extrgbx_, extbgr_, extbgrx_, extxbgr_, extxrgb_
    left_out jsimd_h2v1_\order\()merged_upsample_sse2, jsimd_h2v1_\order\()merged_upsample_avx2
    left_out jsimd_h2v2_\order\()merged_upsample_sse2, jsimd_h2v2_\order\()merged_upsample_avx2
    .endr
    left_out jconst_rgb_gray_convert_sse2, jconst_rgb_gray_convert_avx2
    left_out jconst_merged_upsample_sse2, jconst_merged_upsample_avx2
    left_out jsimd_fdct_ifast_sse2, jconst_fdct_ifast_sse2, jsimd_fdct_float_sse
    left_out jconst_fdct_float_sse, jsimd_idct_ifast_sse2, jconst_idct_ifast_sse2
    left_out jsimd_idct_float_sse2, jconst_idct_float_sse2
    left_out jsimd_convsamp_float_sse2, jsimd_quantize_float_sse2
    left_out jsimd_encode_mcu_AC_first_prepare_sse2, jsimd_encode_mcu_AC_refine_prepare_sse2
#elif defined(__aarch64__)
    .irp order, extrgb, extrgbx, extbgr, extbgrx, extxbgr, extxrgb
    left_out jsimd_\order\()_gray_convert_neon, jsimd_h2v1_\order\()_merged_upsample_neon
    left_out jsimd_h2v2_\order\()_merged_upsample_neon
    .endr
    left_out jsimd_rgb_gray_convert_neon, jsimd_h2v1_merged_upsample_neon
    left_out jsimd_h2v2_merged_upsample_neon
    left_out jsimd_fdct_ifast_neon, jsimd_idct_ifast_neon
    left_out jsimd_encode_mcu_AC_first_prepare_neon, jsimd_encode_mcu_AC_refine_prepare_neon
#endif

    /* libpng: pictures are read. */
    left_out png_destroy_write_struct, png_save_uint_32, png_free_buffer_list

    /* libv4lconvert: cameras give raw formats here; no compressed ones, no helper programs, no
       controls that the library adds to a camera's own. */
    left_out tinyjpeg_free, tinyjpeg_set_components
    left_out v4lconvert_decode_jpeg_tinyjpeg, v4lconvert_decode_jpeg_libjpeg
    left_out v4lconvert_decode_jl2005bcd, v4lconvert_decode_jpgl, v4lconvert_decode_mr97310a
    left_out v4lconvert_decode_pac207, v4lconvert_decode_sn9c10x, v4lconvert_decode_sn9c2028
    left_out v4lconvert_decode_spca561, v4lconvert_decode_sq905c, v4lconvert_decode_stv0680
    left_out v4lconvert_cit_yyvyuy_to_yuv420, v4lconvert_cpia1_to_yuv420
    left_out v4lconvert_konica_yuv420_to_yuv420, v4lconvert_m420_to_yuv420
    left_out v4lconvert_se401_to_rgb24, v4lconvert_sn9c20x_to_yuv420
    left_out v4lconvert_spca501_to_yuv420, v4lconvert_spca505_to_yuv420
    left_out v4lconvert_spca508_to_yuv420
    left_out v4lconvert_hm12_to_bgr24, v4lconvert_hm12_to_rgb24, v4lconvert_hm12_to_yuv420
    left_out v4lconvert_helper_decompress
    left_out v4lcontrol_vidioc_queryctrl
    left_out v4lcontrol_vidioc_g_ctrl, v4lcontrol_vidioc_s_ctrl
    left_out v4lcontrol_vidioc_g_ext_ctrls, v4lcontrol_vidioc_s_ext_ctrls
    left_out v4lcontrol_vidioc_try_ext_ctrls
    left_out v4lprocessing_processing

    /* The C library: translations, tables of character sets, wide output, hexadecimal fractions and
       the resolver. Weak, so that another version of the library may bring its own (c_library.cpp). */
    .macro left_out_where_possible names:vararg
    .irp name, \names
    .weak \name
    .type \name, %function
\name:
    .endr
    .endm
    .irp set, ascii, ucs2, ucs2reverse, ucs4, ucs4le, utf8, utf16, utf7
    left_out_where_possible __gconv_transform_\set\()_internal, __gconv_transform_internal_\set
    .endr
    left_out_where_possible __gconv_btwoc_ascii, __gconv_find_transform, __gconv_close_transform
    left_out_where_possible __gconv_find_shlib, __gconv_release_shlib, __gconv_release_step
    left_out_where_possible __gconv_compare_alias
    left_out_where_possible __vfwprintf_internal, __printf_fphex
    left_out_where_possible __res_vinit, __res_iclose

#if defined(__x86_64__)
    jmp ocellus_left_out
#else
    b ocellus_left_out
#endif

    .section .note.GNU-stack, "", %progbits
