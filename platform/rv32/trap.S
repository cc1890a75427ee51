# Every trap is a fault here: its registers go to rv32_report_trap(), which does not come back.
        .option arch, +zicsr
        .text
        .globl  rv32_trap
        .balign 4
rv32_trap:
        csrrw   sp, mscratch, sp        # the interrupted stack may be what is broken
        addi    sp, sp, -128
        sw      ra, 4(sp)
        sw      gp, 12(sp)
        sw      tp, 16(sp)
        sw      t0, 20(sp)
        sw      t1, 24(sp)
        sw      t2, 28(sp)
        sw      s0, 32(sp)
        sw      s1, 36(sp)
        sw      a0, 40(sp)
        sw      a1, 44(sp)
        sw      a2, 48(sp)
        sw      a3, 52(sp)
        sw      a4, 56(sp)
        sw      a5, 60(sp)
        sw      a6, 64(sp)
        sw      a7, 68(sp)
        sw      s2, 72(sp)
        sw      s3, 76(sp)
        sw      s4, 80(sp)
        sw      s5, 84(sp)
        sw      s6, 88(sp)
        sw      s7, 92(sp)
        sw      s8, 96(sp)
        sw      s9, 100(sp)
        sw      s10, 104(sp)
        sw      s11, 108(sp)
        sw      t3, 112(sp)
        sw      t4, 116(sp)
        sw      t5, 120(sp)
        sw      t6, 124(sp)
        csrr    t0, mscratch
        sw      t0, 8(sp)
        csrr    t0, mepc
        sw      t0, 0(sp)
        la      t0, trap_again
        csrw    mtvec, t0
        mv      a0, sp
        csrr    a1, mcause
        csrr    a2, mtval
        call    rv32_report_trap

        .balign 4
trap_again:                             # a fault while a fault is reported: only the status is left
        la      sp, __trap_stack_end
        li      a0, 71
        j       rv32_power_off
