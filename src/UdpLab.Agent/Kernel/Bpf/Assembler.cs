using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>struct bpf_insn (include/uapi/linux/bpf.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Instruction(byte Code, byte Registers, short Offset, int Immediate)
{
    public Instruction(byte code, int destination, int source, short offset, int immediate)
        : this(code, (byte)(destination | (source << 4)), offset, immediate)
    {
    }
}

/// <summary>Registers: R0 result, R1-R5 arguments (lost in a call), R6-R9 kept, R10 frame.</summary>
internal enum Register
{
    R0,
    R1,
    R2,
    R3,
    R4,
    R5,
    R6,
    R7,
    R8,
    R9,
    R10,
}

/// <summary>Two-operand arithmetic of BPF_ALU64.</summary>
internal enum Alu : byte
{
    Add = 0x00,
    Sub = 0x10,
    Mul = 0x20,
    Div = 0x30,
    And = 0x50,
    Left = 0x60,
    Right = 0x70,
    Mod = 0x90,
    Xor = 0xa0,
    Move = 0xb0,
}

/// <summary>Size of a load or store.</summary>
internal enum Width : byte
{
    Byte = 0x10,
    Word32 = 0x00,
    Word16 = 0x08,
    Word64 = 0x18,
}

/// <summary>Assembles eBPF, one instruction per call. Jumps lead forward: to a label, or to the end that drops.</summary>
internal sealed class Assembler
{
    private const byte Alu64 = 0x07, Alu32 = 0x04, SourceRegister = 0x08, Always = 0x05, LoadMemory = 0x61, StoreMemory = 0x63, LoadImmediate64 = 0x18,
        JumpGreater = 0x2d, JumpEqualImmediate = 0x15, JumpNotEqualImmediate = 0x55, JumpUnequal32Immediate = 0x56, JumpLessImmediate = 0xa5, AtomicAdd64 = 0xdb, CallHelper = 0x85, ExitCode = 0x95, ToBigEndian = 0xdc;

    private const int MapDescriptor = 1, MapValue = 2;
    private readonly List<Instruction> _code = [];
    private readonly List<int> _toDrop = [];

    public Assembler Do(Alu operation, Register destination, Register source) => Emit((byte)((byte)operation | Alu64 | SourceRegister), destination, source, 0, 0);

    public Assembler Do(Alu operation, Register destination, int immediate) => Emit((byte)((byte)operation | Alu64), destination, 0, 0, immediate);

    /// <summary>Keeps the low 32 bits.</summary>
    public Assembler Truncate32(Register register) => Emit((byte)Alu.Move | Alu32 | SourceRegister, register, register, 0, 0);

    public Assembler BigEndian(Register register, int bits) => Emit(ToBigEndian, register, 0, 0, bits);

    public Assembler Load(Width width, Register destination, Register address, short offset) =>
        Emit((byte)(LoadMemory | (byte)width), destination, address, offset, 0);

    public Assembler Store(Width width, Register address, short offset, Register source) =>
        Emit((byte)(StoreMemory | (byte)width), address, source, offset, 0);

    public Assembler LoadConstant(Register destination, long value)
    {
        Emit(LoadImmediate64, destination, 0, 0, (int)value);
        return Emit(0, 0, 0, 0, (int)(value >> 32));
    }

    /// <summary>An address in an array map's first value (BPF_PSEUDO_MAP_VALUE, Linux 5.2+).</summary>
    public Assembler LoadMapValue(Register destination, int mapDescriptor, int offset = 0)
    {
        Emit(LoadImmediate64, destination, (Register)MapValue, 0, mapDescriptor);
        return Emit(0, 0, 0, 0, offset);
    }

    /// <summary>A map, as an argument of a helper (BPF_PSEUDO_MAP_FD).</summary>
    public Assembler LoadMap(Register destination, int mapDescriptor)
    {
        Emit(LoadImmediate64, destination, (Register)MapDescriptor, 0, mapDescriptor);
        return Emit(0, 0, 0, 0, 0);
    }

    /// <summary>Adds a register to 64 bits of memory that other CPUs change too.</summary>
    public Assembler AddAtomically(Register address, short offset, Register source) => Emit(AtomicAdd64, address, source, offset, 0);

    public Assembler Call(int helper) => Emit(CallHelper, 0, 0, 0, helper);

    public Assembler Exit() => Emit(ExitCode, 0, 0, 0, 0);

    /// <summary>Jumps to <see cref="DropHere"/> when left > right.</summary>
    public Assembler DropIfGreater(Register left, Register right)
    {
        _toDrop.Add(_code.Count);
        return Emit(JumpGreater, left, right, 0, 0);
    }

    /// <summary>Jumps to <see cref="DropHere"/> unless the register's low 32 bits equal the value (Linux 5.1+).</summary>
    public Assembler DropUnlessEqual(Register register, uint value)
    {
        _toDrop.Add(_code.Count);
        return Emit(JumpUnequal32Immediate, register, 0, 0, (int)value);
    }

    public Assembler IfEqual(Register register, int value, Label to) => Leap(JumpEqualImmediate, register, value, to);

    public Assembler IfNotEqual(Register register, int value, Label to) => Leap(JumpNotEqualImmediate, register, value, to);

    /// <summary>Compares the low 32 bits (Linux 5.1+).</summary>
    public Assembler IfNotEqual32(Register register, uint value, Label to) => Leap(JumpUnequal32Immediate, register, (int)value, to);

    /// <summary>Compares unsigned 64-bit numbers.</summary>
    public Assembler IfLess(Register register, int value, Label to) => Leap(JumpLessImmediate, register, value, to);

    public Assembler Jump(Label to) => Leap(Always, 0, 0, to);

    /// <summary>Where jumps to this label lead, from before it.</summary>
    public Assembler Here(Label label)
    {
        label.Jumps.ForEach(jump => _code[jump] = _code[jump] with { Offset = (short)(_code.Count - jump - 1) });
        return this;
    }

    /// <summary>Skips the next instruction unless the register equals the value.</summary>
    public Assembler SkipUnlessEqual(Register register, int value)
    {
        Emit(JumpEqualImmediate, register, 0, 1, value);
        return Emit(Always, 0, 0, 1, 0);
    }

    /// <summary>Skips the next instruction when left > right.</summary>
    public Assembler SkipIfGreater(Register left, Register right) => Emit(JumpGreater, left, right, 1, 0);

    /// <summary>Where the drops jump to.</summary>
    public Assembler DropHere()
    {
        foreach (int jump in _toDrop)
        {
            _code[jump] = _code[jump] with { Offset = (short)(_code.Count - jump - 1) };
        }

        return this;
    }

    /// <summary>Continues with a part of the program.</summary>
    public Assembler Then(Func<Assembler, Assembler> part) => part(this);

    public Instruction[] ToArray() => [.. _code];

    private Assembler Leap(byte code, Register register, int value, Label to)
    {
        to.Jumps.Add(_code.Count);
        return Emit(code, register, 0, 0, value);
    }

    private Assembler Emit(byte code, Register destination, Register source, short offset, int immediate)
    {
        _code.Add(new Instruction(code, (int)destination, (int)source, offset, immediate));
        return this;
    }

    /// <summary>A place further on in the program.</summary>
    internal sealed class Label
    {
        public List<int> Jumps { get; } = [];
    }
}
