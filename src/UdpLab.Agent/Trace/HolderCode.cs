using UdpLab.Agent.Kernel;
using static UdpLab.Agent.Kernel.Register;

namespace UdpLab.Agent.Trace;

/// <summary>The part of <see cref="ReaderProgram"/> that says who had the CPU for which a reader waits.</summary>
/// <param name="map">Where it counts.</param>
/// <param name="readers">The readers.</param>
/// <param name="stack">Below this offset from R10 the stack is free.</param>
internal sealed class HolderCode(HolderMap map, ReaderMap readers, short stack)
{
    private const int CurrentCpu = 8, ProbeReadKernel = 113, SignBit = 63, RecordShift = 4;

    private short Cpu => (short)(stack - 8);

    private short Elapsed => (short)(stack - 16);

    private short Thread => (short)(stack - 24);

    private short Fresh => (short)(Thread - (HolderMap.Words * sizeof(long)));

    /// <summary>
    /// A thread leaves this CPU, at R7; R6 = the tracepoint's arguments. R8 and R9 are lost. If a reader waits for the CPU, the
    /// thread had it since it came, or since the reader waits.
    /// </summary>
    /// <param name="code">The program.</param>
    /// <param name="previous">Which argument is the thread, in bytes.</param>
    public Assembler Leave(Assembler code, short previous)
    {
        Assembler.Label over = new();
        return code.Call(CurrentCpu)
            .Store(Width.Word64, R10, Cpu, R0)
            .Then(Place)
            .Do(Alu.Move, R8, R1)
            .Load(Width.Word64, R9, R8, HolderMap.Waiter)
            .IfEqual(R9, 0, over)
            .Do(Alu.Add, R9, -1)
            .Then(readers.Record)
            .Load(Width.Word64, R1, R0, ReaderMap.Since)
            .Load(Width.Word64, R2, R8, HolderMap.Since)
            .SkipIfGreater(R1, R2)
            .Do(Alu.Move, R1, R2)
            .Do(Alu.Move, R2, R7)
            .Do(Alu.Sub, R2, R1)
            .Store(Width.Word64, R10, Elapsed, R2)

            // Another CPU's clock may be ahead by a little.
            .Do(Alu.Right, R2, SignBit)
            .IfNotEqual(R2, 0, over)
            .Load(Width.Word64, R3, R6, previous)
            .Do(Alu.Add, R3, map.Task.Pid)
            .Then(c => ReadNumber(c, Thread, over))
            .Entry(map.Threads.Fd, Thread, Fresh, HolderMap.Words, over)
            .Load(Width.Word64, R2, R10, Elapsed)
            .AddTo(HolderMap.Nanoseconds, R2)

            // Each time: a process that becomes another program has another name.
            .Do(Alu.Move, R1, R0)
            .Do(Alu.Add, R1, HolderMap.Name * sizeof(long))
            .Do(Alu.Move, R2, HolderMap.NameLength)
            .Load(Width.Word64, R3, R6, previous)
            .Do(Alu.Add, R3, map.Task.Name)
            .Call(ProbeReadKernel)
            .Here(over)
            .Store(Width.Word64, R8, HolderMap.Since, R7);
    }

    /// <summary>The CPU that a woken thread will run on; R6 = the thread.</summary>
    public Assembler Aim(Assembler code, Assembler.Label failed) => code.Do(Alu.Move, R3, R6).Do(Alu.Add, R3, map.Task.Cpu).Then(c => ReadNumber(c, Cpu, failed));

    /// <summary>The reader at place R9 waits for the CPU.</summary>
    public Assembler Wait(Assembler code) => readers.Record(code)
        .Load(Width.Word64, R2, R10, Cpu)
        .Store(Width.Word64, R0, ReaderMap.WaitsFor, R2)
        .Do(Alu.Move, R0, R2)
        .Then(Place)
        .Do(Alu.Move, R2, R9)
        .Do(Alu.Add, R2, 1)
        .Store(Width.Word64, R1, HolderMap.Waiter, R2);

    /// <summary>The reader at place R9 waits no more.</summary>
    public Assembler Stop(Assembler code)
    {
        Assembler.Label other = new();
        return readers.Record(code)
            .Load(Width.Word64, R0, R0, ReaderMap.WaitsFor)
            .Then(Place)
            .Load(Width.Word64, R2, R1, HolderMap.Waiter)
            .Do(Alu.Sub, R2, R9)
            .IfNotEqual(R2, 1, other)
            .Do(Alu.Move, R2, 0)
            .Store(Width.Word64, R1, HolderMap.Waiter, R2)
            .Here(other);
    }

    /// <summary>R1 = the record of CPU R0.</summary>
    private Assembler Place(Assembler code) => code
        .LoadMapValue(R1, map.Cpus.Fd)
        .Do(Alu.And, R0, map.Places - 1)
        .Do(Alu.Left, R0, RecordShift)
        .Do(Alu.Add, R1, R0);

    /// <summary>Copies an int at R3 to the stack, as a 64-bit number.</summary>
    private static Assembler ReadNumber(Assembler code, short to, Assembler.Label failed) => code
        .Do(Alu.Move, R1, R10)
        .Do(Alu.Add, R1, to)
        .Do(Alu.Move, R2, sizeof(int))
        .Call(ProbeReadKernel)
        .IfNotEqual(R0, 0, failed)
        .Load(Width.Word32, R1, R10, to)
        .Store(Width.Word64, R10, to, R1);
}
