using UdpLab.Agent.Kernel;
using static UdpLab.Agent.Kernel.Register;

namespace UdpLab.Agent.Trace;

/// <summary>Times the receiving softirq and counts NAPI's polls: programs at the tracepoints of include/trace/events/irq.h and napi.h.</summary>
/// <param name="axis">Where they count.</param>
internal sealed class SoftirqProgram(TimeAxis axis)
{
    public const string Entry = "softirq_entry", Exit = "softirq_exit", Poll = "napi_poll";

    // NET_RX_SOFTIRQ of include/linux/interrupt.h.
    private const int NetRx = 3, KtimeGetNs = 5, Work = 8;
    private const short Key = -8;

    /// <summary>A softirq begins: (vector).</summary>
    public Instruction[] OnEntry()
    {
        Assembler.Label end = new();
        return new Assembler().Load(Width.Word64, R1, R1, 0)
            .Truncate32(R1)
            .IfNotEqual(R1, NetRx, end)
            .Call(KtimeGetNs)
            .Do(Alu.Move, R7, R0)
            .Then(code => ThisCpu(code, end))
            .Store(Width.Word64, R0, TimeAxis.Began * sizeof(long), R7)
            .Here(end)
            .Do(Alu.Move, R0, 0)
            .Exit()
            .ToArray();
    }

    /// <summary>A softirq ends: (vector).</summary>
    public Instruction[] OnExit()
    {
        Assembler.Label look = new(), end = new();
        return new Assembler().Load(Width.Word64, R6, R1, 0)
            .Truncate32(R6)
            .Call(KtimeGetNs)
            .Do(Alu.Move, R7, R0)
            .Then(code => ThisCpu(code, end))
            .Do(Alu.Move, R8, R0)
            .IfNotEqual(R6, NetRx, look)
            .Load(Width.Word64, R9, R8, TimeAxis.Began * sizeof(long))
            .IfEqual(R9, 0, look)
            .Do(Alu.Move, R1, 0)
            .Store(Width.Word64, R8, TimeAxis.Began * sizeof(long), R1)
            .HostSlot(axis, Key, end)
            .Do(Alu.Move, R2, R7)
            .Do(Alu.Sub, R2, R9)
            .AddTo(TimeAxis.Softirq, R2)
            .Here(look)
            .Look(axis, Key)
            .Here(end)
            .Do(Alu.Move, R0, 0)
            .Exit()
            .ToArray();
    }

    /// <summary>NAPI polled a device: (napi, packets, budget).</summary>
    public Instruction[] OnPoll()
    {
        Assembler.Label end = new();
        return new Assembler().Load(Width.Word64, R6, R1, Work)
            .Truncate32(R6)
            .Call(KtimeGetNs)
            .Do(Alu.Move, R7, R0)
            .HostSlot(axis, Key, end)
            .Do(Alu.Move, R2, 1)
            .AddTo(TimeAxis.Polls, R2)
            .AddTo(TimeAxis.Polled, R6)
            .Here(end)
            .Do(Alu.Move, R0, 0)
            .Exit()
            .ToArray();
    }

    /// <summary>R0 = this CPU's numbers.</summary>
    private Assembler ThisCpu(Assembler code, Assembler.Label none) => code
        .Do(Alu.Move, R1, 0)
        .Store(Width.Word64, R10, Key, R1)
        .Find(axis.Cpus.Fd, Key)
        .IfEqual(R0, 0, none);
}
