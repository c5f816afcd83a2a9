using UdpLab.Agent.Kernel;
using static UdpLab.Agent.Kernel.Register;

namespace UdpLab.Agent.Trace;

/// <summary>Follows the threads of a sink: programs at the scheduler's tracepoints (include/trace/events/sched.h).</summary>
/// <param name="map">What they know of the threads.</param>
/// <param name="holders">What they know of those that had the CPU instead.</param>
/// <param name="axis">What they know of the time.</param>
internal sealed class ReaderProgram(ReaderMap map, HolderMap holders, TimeAxis axis)
{
    public const string Switch = "sched_switch", Waking = "sched_waking", Wakeup = "sched_wakeup";

    private const int Update = 2, Delete = 3, KtimeGetNs = 5, NamespacePid = 120;
    private const int Preempt = 0, Previous = 8, Next = 16, PreviousState = 24;

    // On the stack, from R10.
    private const short Key = -8, Number = -16, Pids = -24, OldState = -32, OldSince = -40, SlotKey = -48;

    private readonly HolderCode _holding = new(holders, map, SlotKey);

    /// <summary>A thread leaves its CPU, another gets it: (preempt, previous, next, since 5.18 the state of the previous).</summary>
    /// <param name="device">The device of the PID namespace's file.</param>
    /// <param name="inode">Its inode.</param>
    public Instruction[] OnSwitch(ulong device, ulong inode)
    {
        Assembler.Label known = new(), leaves = new(), left = new(), comes = new(), end = new();

        // R6 = the arguments, R7 = now, R8 = a thread's new state, R9 = its place.
        return new Assembler().Do(Alu.Move, R6, R1)
            .Call(KtimeGetNs)
            .Do(Alu.Move, R7, R0)
            .Then(code => _holding.Leave(code, Previous))
            .Load(Width.Word64, R1, R6, Previous)
            .Store(Width.Word64, R10, Key, R1)
            .Find(map.Tasks.Fd, Key)
            .IfNotEqual(R0, 0, known)
            .Then(code => Learn(code, device, inode, comes))
            .Jump(leaves)
            .Here(known)
            .Load(Width.Word64, R9, R0, 0)
            .Here(leaves)
            .Do(Alu.Move, R8, (int)ReaderState.Preempted)
            .Load(Width.Word64, R1, R6, Preempt)
            .IfNotEqual(R1, 0, left)
            .Load(Width.Word64, R1, R6, PreviousState)
            .Truncate32(R1)
            .IfEqual(R1, 0, left)
            .Do(Alu.Move, R8, (int)ReaderState.Asleep)
            .Here(left)
            .Then(Enter)
            .IfEqual(R8, (int)ReaderState.Asleep, comes)
            .Then(_holding.Wait)
            .Here(comes)
            .Load(Width.Word64, R1, R6, Next)
            .Store(Width.Word64, R10, Key, R1)
            .Find(map.Tasks.Fd, Key)
            .IfEqual(R0, 0, end)
            .Load(Width.Word64, R9, R0, 0)
            .Do(Alu.Move, R8, (int)ReaderState.Running)
            .Then(Enter)
            .Then(_holding.Stop)
            .Here(end)
            .Do(Alu.Move, R0, 0)
            .Exit()
            .ToArray();
    }

    /// <summary>A thread is woken. Its CPU learns of it later: until then it does not sleep any more either.</summary>
    public Instruction[] OnWaking() => OnWoken(code => code);

    /// <summary>A thread becomes ready to run on a CPU.</summary>
    public Instruction[] OnWakeup()
    {
        Assembler.Label running = new();
        return OnWoken(code => code
            .Then(map.Record)
            .Load(Width.Word64, R1, R0, ReaderMap.State)
            .IfNotEqual(R1, (int)ReaderState.Waiting, running)
            .Then(c => _holding.Aim(c, running))
            .Then(_holding.Wait)
            .Here(running));
    }

    private Instruction[] OnWoken(Func<Assembler, Assembler> then)
    {
        Assembler.Label end = new(), awake = new();
        return new Assembler().Load(Width.Word64, R6, R1, 0)
            .Store(Width.Word64, R10, Key, R6)
            .Find(map.Tasks.Fd, Key)
            .IfEqual(R0, 0, end)
            .Load(Width.Word64, R9, R0, 0)
            .Call(KtimeGetNs)
            .Do(Alu.Move, R7, R0)
            .Then(map.Record)
            .Load(Width.Word64, R1, R0, ReaderMap.State)
            .IfNotEqual(R1, (int)ReaderState.Asleep, awake)
            .Do(Alu.Move, R8, (int)ReaderState.Waiting)
            .Then(Enter)
            .Here(awake)
            .Then(then)
            .Here(end)
            .Do(Alu.Move, R0, 0)
            .Exit()
            .ToArray();
    }

    /// <summary>R9 = the place of the task that leaves, if its number is one of ours: from now on it is known by its address.</summary>
    private Assembler Learn(Assembler code, ulong device, ulong inode, Assembler.Label none) => code
        .LoadMapValue(R1, map.Records.Fd, ReaderMap.Unseen)
        .Load(Width.Word64, R1, R1, 0)
        .IfEqual(R1, 0, none)
        .LoadConstant(R1, (long)device)
        .LoadConstant(R2, (long)inode)
        .Do(Alu.Move, R3, R10)
        .Do(Alu.Add, R3, Pids)
        .Do(Alu.Move, R4, sizeof(ulong))
        .Call(NamespacePid)
        .IfNotEqual(R0, 0, none)
        .Load(Width.Word32, R1, R10, Pids)
        .Store(Width.Word64, R10, Number, R1)
        .Find(map.Numbers.Fd, Number)
        .IfEqual(R0, 0, none)
        .Load(Width.Word64, R9, R0, 0)
        .Store(Width.Word64, R10, Pids, R9)
        .LoadMap(R1, map.Tasks.Fd)
        .Do(Alu.Move, R2, R10)
        .Do(Alu.Add, R2, Key)
        .Do(Alu.Move, R3, R10)
        .Do(Alu.Add, R3, Pids)
        .Do(Alu.Move, R4, 0)
        .Call(Update)
        .LoadMap(R1, map.Numbers.Fd)
        .Do(Alu.Move, R2, R10)
        .Do(Alu.Add, R2, Number)
        .Call(Delete)
        .LoadMapValue(R1, map.Records.Fd, ReaderMap.Unseen)
        .Do(Alu.Move, R2, -1)
        .AddAtomically(R1, 0, R2);

    /// <summary>The thread at place R9 has another state, R8, from R7 on.</summary>
    private Assembler Enter(Assembler code) => map.Record(code)
        .Load(Width.Word64, R2, R0, ReaderMap.State)
        .Do(Alu.And, R2, 7)
        .Load(Width.Word64, R3, R0, ReaderMap.Since)
        .Do(Alu.Move, R4, R7)
        .Do(Alu.Sub, R4, R3)
        .Store(Width.Word64, R10, OldState, R2)
        .Store(Width.Word64, R10, OldSince, R3)

        // The time first: another CPU that wakes the thread must not see the new state with the old time.
        .Store(Width.Word64, R0, ReaderMap.Since, R7)
        .Store(Width.Word64, R0, ReaderMap.State, R8)
        .Do(Alu.Left, R2, 3)
        .Do(Alu.Add, R0, R2)
        .Load(Width.Word64, R3, R0, ReaderMap.Nanoseconds)
        .Do(Alu.Add, R3, R4)
        .Store(Width.Word64, R0, ReaderMap.Nanoseconds, R3)
        .Enter(axis, OldState, OldSince, SlotKey);
}
