using System.Runtime.InteropServices;
using UdpLab.Agent.Flood;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Tests.Flood;

/// <summary>Runs a program in this kernel on a copy of a frame and returns the result (BPF_PROG_TEST_RUN without live frames).</summary>
internal static unsafe class ProgramRun
{
    public const int Drop = 1, Pass = 2, Redirect = 4;

    public static (int Verdict, byte[] Frame) Over(byte[] frame, BpfObject program)
    {
        byte[] made = new byte[frame.Length];
        Span<byte> attribute = stackalloc byte[120];
        attribute.Clear();
        fixed (byte* input = frame, output = made, pointer = attribute)
        {
            MemoryMarshal.Write(attribute, program.Fd);
            MemoryMarshal.Write(attribute[8..], frame.Length);
            MemoryMarshal.Write(attribute[12..], made.Length);
            MemoryMarshal.Write(attribute[16..], (ulong)input);
            MemoryMarshal.Write(attribute[24..], (ulong)output);
            MemoryMarshal.Write(attribute[32..], 1);
            Assert.Equal(0, Libc.Syscall(Processor.Bpf, 10, (nint)pointer, attribute.Length, 0, 0, 0));
        }

        return (MemoryMarshal.Read<int>(attribute[4..]), made[..MemoryMarshal.Read<int>(attribute[12..])]);
    }
}
