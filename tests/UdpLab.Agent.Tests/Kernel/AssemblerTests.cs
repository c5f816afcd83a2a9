using System.Runtime.InteropServices;
using UdpLab.Agent.Kernel;
using static UdpLab.Agent.Kernel.Register;

namespace UdpLab.Agent.Tests.Kernel;

/// <summary>
/// Instructions as defined by include/uapi/linux/bpf.h: code = class | (size | mode) or (operation | source), then
/// destination in the low and source in the high four bits, 16 bits of offset, 32 bits of immediate, little-endian.
/// </summary>
public sealed class AssemblerTests
{
    // BPF_ALU64 0x07, BPF_ALU 0x04, BPF_LDX 0x01, BPF_STX 0x03, BPF_LD 0x00, BPF_JMP 0x05; BPF_X 0x08; BPF_MEM 0x60, BPF_IMM 0x00;
    // BPF_W 0x00, BPF_H 0x08, BPF_DW 0x18.
    [Fact]
    public void ArithmeticWithARegister() => Is("0F21000000000000", a => a.Do(Alu.Add, R1, R2)); // ADD|ALU64|X, dst 1, src 2

    [Fact]
    public void MovesOfARegister() => Is("BF86000000000000", a => a.Do(Alu.Move, R6, R8)); // MOV 0xb0

    [Theory]
    [InlineData(0x00, "07")]
    [InlineData(0x10, "17")]
    [InlineData(0x20, "27")]
    [InlineData(0x30, "37")]
    [InlineData(0x50, "57")]
    [InlineData(0x60, "67")]
    [InlineData(0x70, "77")]
    [InlineData(0x90, "97")]
    [InlineData(0xa0, "A7")]
    [InlineData(0xb0, "B7")]
    public void ArithmeticWithANumber(byte operation, string code) => Is(code + "03" + "0000" + "FEFFFFFF", a => a.Do((Alu)operation, R3, -2));

    [Fact]
    public void AddsToSharedMemory() => Is("DB21080000000000", a => a.AddAtomically(R1, 8, R2)); // STX 0x03|ATOMIC 0xc0|DW, immediate ADD 0

    [Fact]
    public void AMapIsNamedByItsDescriptor() => Is("18110000070000000000000000000000", a => a.LoadMap(R1, 7)); // LD|IMM|DW, source 1

    [Fact]
    public void JumpsIfTheLow32BitsDiffer() => Is("5601010005000000" + "9500000000000000", a => a.DropUnlessEqual(R1, 5).Exit().DropHere()); // JMP32 0x06|JNE 0x50|K

    [Fact]
    public void A32BitMoveCutsARegister() => Is("BC66000000000000", a => a.Truncate32(R6)); // MOV|ALU|X

    [Theory]
    [InlineData(16, "DC09000010000000")]
    [InlineData(32, "DC09000020000000")]
    public void ByteOrder(int bits, string code) => Is(code, a => a.BigEndian(R9, bits)); // END 0xd0|ALU|TO_BE 0x08

    [Theory]
    [InlineData(0x00, "61")]
    [InlineData(0x08, "69")]
    [InlineData(0x18, "79")]
    public void Loads(byte width, string code) => Is(code + "97" + "FCFF" + "00000000", a => a.Load((Width)width, R7, R9, -4));

    [Theory]
    [InlineData(0x00, "63")]
    [InlineData(0x08, "6B")]
    [InlineData(0x18, "7B")]
    public void Stores(byte width, string code) => Is(code + "16" + "1000" + "00000000", a => a.Store((Width)width, R6, 16, R1));

    [Fact]
    public void AConstantTakesTwoInstructions() => // LD|IMM|DW 0x18, low half, then high half
        Is("1802000021436587" + "00000000EFCDAB00", a => a.LoadConstant(R2, 0x00ABCDEF87654321));

    [Fact]
    public void AnAddressInAMapIsPseudoSource2() => Is("1826000005000000" + "0000000000000000", a => a.LoadMapValue(R6, 5)); // BPF_PSEUDO_MAP_VALUE

    [Fact]
    public void CallsAndTheEnd() => Is("8500000017000000" + "9500000000000000", a => a.Call(23).Exit());

    [Fact]
    public void AJumpLeadsPastWhatItSkips() => Is(
        "1503010000000000" + "0500010000000000" + "B703000001000000" + "9500000000000000", // JEQ|K +1; JA +1; the skipped one
        a => a.SkipUnlessEqual(R3, 0).Do(Alu.Move, R3, 1).Exit());

    [Fact]
    public void AJumpThatSkipsIfGreater() => Is("2D15010000000000", a => a.SkipIfGreater(R5, R1)); // JGT|X +1

    [Fact]
    public void DropsLeadToTheOneEnd() => Is(
        "2D82030000000000" + "9500000000000000" + "2D12010000000000" + "9500000000000000" + "B700000001000000",
        a => a.DropIfGreater(R2, R8).Exit().DropIfGreater(R2, R1).Exit().DropHere().Do(Alu.Move, R0, 1));

    private static void Is(string hex, Func<Assembler, Assembler> write) =>
        Assert.Equal(hex, Convert.ToHexString(MemoryMarshal.AsBytes(write(new Assembler()).ToArray().AsSpan())));
}
