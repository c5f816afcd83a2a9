// A plugin of QEMU's emulator (docs/devel/tcg-plugins.rst): counts the instructions of a guest by address. The guest marks what is to
// be counted with instructions that do nothing, and reads the result from a memory device that it shares with this plugin.
// Only what versions 1 (QEMU 6 to 8) and 2 (9 and later) of the interface have in common is used; its header need not be installed.
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef uint64_t plugin_id;
extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id, void (*call)(plugin_id id, struct qemu_plugin_tb *block));
extern void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *block, void (*call)(unsigned int cpu, void *data), int flags, void *data);
extern void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *instruction, void (*call)(unsigned int cpu, void *data), int flags, void *data);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
extern uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *block);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t index);
extern size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *instruction);
#if PLUGIN_VERSION < 2
extern const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *instruction);
#else
extern size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *instruction, void *to, size_t length);
#endif

#define EXPORTED __attribute__((visibility("default")))
EXPORTED int qemu_plugin_version = PLUGIN_VERSION;

// x86-64: nopl MARK(%rax,%rax), whose displacement is the mark: "UdL" and its kind.
static const uint8_t mark_code[] = { 0x0f, 0x1f, 0x84, 0x00, 'U', 'd', 'L' };

// arm64: movz xzr, #MARK, which is 'U' and its kind, in bits 5 to 20. No instruction of x86-64 is the same four bytes.
static const uint32_t mark_word = 0xd280001f | 'U' << 13, kind_mask = 0xff << 5;
enum { ARM = '0', OPEN = '1', CLOSE = '2', FINISH = '3', LONGEST_MARK = sizeof mark_code + 1 };

// Instructions that are translated together, and run from the first to the last, unless an exception interrupts them.
struct block {
    uint64_t address, instructions, runs, opened, closed, epoch;
};

enum { MOST_BLOCKS = 1 << 21, SLOTS = 1 << 22 };
static struct block *blocks; // The first one stands for all that find no room.
static uint32_t *slots, last_block;
static uint64_t epoch;
static bool is_open, is_closed;

// What the guest sees: a page of numbers, then rows.
struct row {
    uint64_t address, instructions;
};
static struct {
    char magic[8];
    uint64_t rows, missed, marks;
} *result;
static struct row *rows;
static uint64_t capacity;
enum { FIRST_ROW = 4096 };

// Called before each run of a block. A mark ends no block, so that it costs little: what a block had run until the last one is
// kept at its next run.
static void count(unsigned int cpu, void *data)
{
    (void)cpu;
    struct block *block = data;
    if (block->epoch != epoch) {
        block->epoch = epoch;
        block->closed = block->runs;
    }
    block->runs++;
}

static struct block *find(uint64_t address, uint64_t instructions)
{
    uint64_t slot = (address * 0x9e3779b97f4a7c15ull ^ instructions * 0xff51afd7ed558ccdull) >> 42;
    for (; slots[slot % SLOTS] != 0; slot++) {
        struct block *found = &blocks[slots[slot % SLOTS]];
        if (found->address == address && found->instructions == instructions)
            return found;
    }
    if (last_block + 1 == MOST_BLOCKS)
        return &blocks[0];
    slots[slot % SLOTS] = ++last_block;
    blocks[last_block] = (struct block){ .address = address, .instructions = instructions, .epoch = epoch };
    return &blocks[last_block];
}

static void open_window(void)
{
    for (uint32_t i = 0; i <= last_block; i++)
        blocks[i].opened = blocks[i].runs;
}

static void publish(void)
{
    uint64_t used = 0, missed = 0;
    for (uint32_t i = 0; i <= last_block; i++) {
        struct block *block = &blocks[i];
        uint64_t end = is_closed && block->epoch == epoch ? block->closed : block->runs;
        uint64_t instructions = end > block->opened ? (end - block->opened) * block->instructions : 0;
        if (instructions == 0)
            continue;
        if (i == 0 || used == capacity)
            missed += instructions;
        else
            rows[used++] = (struct row){ block->address, instructions };
    }
    result->missed = missed;
    result->rows = used;
}

static void mark(unsigned int cpu, void *data)
{
    (void)cpu;
    switch ((intptr_t)data) {
    case ARM:
        is_open = is_closed = false;
        open_window();
        break;
    case OPEN: // The first of several threads begins.
        if (!is_open)
            open_window();
        is_open = true;
        break;
    case CLOSE: // The last one ends.
        is_closed = true;
        epoch++;
        break;
    case FINISH:
        publish();
        break;
    }
    result->marks++;
}

// The kind of mark that an instruction is, or 0.
static int kind_of(const uint8_t *code, size_t length)
{
    if (length == LONGEST_MARK && memcmp(code, mark_code, sizeof mark_code) == 0)
        return code[sizeof mark_code];
    if (length != sizeof mark_word)
        return 0;
    uint32_t word = code[0] | code[1] << 8 | code[2] << 16 | (uint32_t)code[3] << 24;
    return (word & ~kind_mask) == mark_word ? (word & kind_mask) >> 5 : 0;
}

static void translated(plugin_id id, struct qemu_plugin_tb *block)
{
    (void)id;
    size_t length = qemu_plugin_tb_n_insns(block);
    qemu_plugin_register_vcpu_tb_exec_cb(block, count, 0, find(qemu_plugin_tb_vaddr(block), length));
    for (size_t i = 0; i < length; i++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
        size_t size = qemu_plugin_insn_size(instruction);
        if (size != LONGEST_MARK && size != sizeof mark_word)
            continue;
#if PLUGIN_VERSION < 2
        const uint8_t *code = qemu_plugin_insn_data(instruction);
#else
        uint8_t code[LONGEST_MARK];
        qemu_plugin_insn_data(instruction, code, sizeof code);
#endif
        int kind = kind_of(code, size);
        if (kind != 0)
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, mark, 0, (void *)(intptr_t)kind);
    }
}

// Pages that are never touched take no memory.
static void *reserve(size_t bytes)
{
    return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

// Arguments: memory=PATH of the shared memory, bytes=its length.
EXPORTED int qemu_plugin_install(plugin_id id, const void *info, int count_of, char **arguments)
{
    (void)info;
    const char *path = count_of == 2 ? strchr(arguments[0], '=') : NULL, *length = count_of == 2 ? strchr(arguments[1], '=') : NULL;
    size_t bytes = length == NULL ? 0 : strtoul(length + 1, NULL, 10);
    int file = path == NULL ? -1 : open(path + 1, O_RDWR | O_CLOEXEC);
    if (file < 0 || bytes <= FIRST_ROW)
        return 1;
    result = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    blocks = reserve(MOST_BLOCKS * sizeof *blocks);
    slots = reserve(SLOTS * sizeof *slots);
    if ((void *)result == MAP_FAILED || (void *)blocks == MAP_FAILED || (void *)slots == MAP_FAILED)
        return 1;
    rows = (struct row *)((char *)result + FIRST_ROW);
    capacity = (bytes - FIRST_ROW) / sizeof *rows;
    blocks[0].instructions = 1;
    memcpy(result->magic, "UDPLABI1", sizeof result->magic);
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    return 0;
}
