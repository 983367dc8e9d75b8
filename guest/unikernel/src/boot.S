/*
 * From where a VMM starts a PVH image (32 bits, no paging, %ebx: struct hvm_start_info) to main in 64 bits.
 * Source: Xen, docs/misc/pvh.pandoc and include/public/arch-x86/hvm/start_info.h; Intel SDM vol. 3, 10.8.5.
 */
#define PHYS32_ENTRY 18
#define CR0_PE_MP_ET_PG 0x80000013
#define CR4_PAE_OSFXSR_OSXMMEXCPT 0x620
#define EFER 0xc0000080
#define EFER_LME 0x100
#define PRESENT_WRITABLE 3
#define LARGE 0x80

  .section .note.pvh, "a", @note
  .long 4, 4, PHYS32_ENTRY
  .asciz "Xen"
  .long start

  .section .text.start, "ax"
  .code32
  .globl start
start:
  cld
  mov $stack_end, %esp
  mov %ebx, %esi

  /* The first 4 GiB as they are: one table of tables, four of 2 MiB pages. */
  movl $level3 + PRESENT_WRITABLE, level4
  mov $level3, %edi
  mov $pages + PRESENT_WRITABLE, %eax
1:
  mov %eax, (%edi)
  add $8, %edi
  add $0x1000, %eax
  cmp $level3 + 4 * 8, %edi
  jne 1b
  mov $pages, %edi
  mov $PRESENT_WRITABLE + LARGE, %eax
2:
  mov %eax, (%edi)
  add $8, %edi
  add $0x200000, %eax
  jnc 2b

  mov $CR4_PAE_OSFXSR_OSXMMEXCPT, %eax
  mov %eax, %cr4
  mov $level4, %eax
  mov %eax, %cr3
  mov $EFER, %ecx
  rdmsr
  or $EFER_LME, %eax
  wrmsr
  mov $CR0_PE_MP_ET_PG, %eax
  mov %eax, %cr0
  lgdt gdt_place
  ljmp $8, $long_mode

  .code64
long_mode:
  mov $16, %eax
  mov %eax, %ds
  mov %eax, %es
  mov %eax, %ss
  mov %esi, %edi
  call main
3:
  hlt
  jmp 3b

  .section .rodata
  .balign 8
gdt:
  .quad 0
  .quad 0x00af9b000000ffff /* code, 64 bits */
  .quad 0x00cf93000000ffff /* data */
gdt_place:
  .word gdt_place - gdt - 1
  .long gdt

  .bss
  .balign 4096
level4:
  .skip 4096
level3:
  .skip 4096
pages:
  .skip 4 * 4096
stack:
  .skip 64 * 1024
stack_end:

  .section .note.GNU-stack, "", @progbits
