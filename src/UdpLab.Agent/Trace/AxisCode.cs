using UdpLab.Agent.Kernel;
using static UdpLab.Agent.Kernel.Register;

namespace UdpLab.Agent.Trace;

/// <summary>The parts of programs that count on a <see cref="TimeAxis"/>.</summary>
internal static class AxisCode
{
    private const int LongestBetweenLooks = 1_000_000;

    /// <summary>A thread of a sink, at place R9 below <see cref="TimeAxis.Readers"/>, was in a state until R7, and enters R8. R0 to R5 are lost.</summary>
    /// <param name="code">The program.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="state">Where its old state is, from R10.</param>
    /// <param name="since">Where it is since when.</param>
    /// <param name="key">Where there is room for a number.</param>
    public static Assembler Enter(this Assembler code, TimeAxis axis, short state, short since, short key)
    {
        if (axis.Readers == 0)
        {
            return code;
        }

        Assembler.Label over = new();
        return code.Slot(axis, over)
            .Do(Alu.Move, R2, R1)
            .Do(Alu.Mul, R2, (int)TimeAxis.SlotNanoseconds)
            .LoadConstant(R3, axis.Begin)
            .Do(Alu.Add, R2, R3)
            .Load(Width.Word64, R3, R10, since)
            .SkipIfGreater(R3, R2)
            .Do(Alu.Move, R3, R2)
            .Do(Alu.Move, R4, R7)
            .Do(Alu.Sub, R4, R3)
            .Store(Width.Word64, R10, since, R4)
            .Do(Alu.Mul, R1, axis.Readers)
            .Do(Alu.Add, R1, R9)
            .Store(Width.Word64, R10, key, R1)
            .Find(axis.ReaderSlots.Fd, key)
            .IfEqual(R0, 0, over)
            .Load(Width.Word64, R2, R10, state)
            .Do(Alu.And, R2, TimeAxis.ReaderWords - 1)
            .Do(Alu.Left, R2, 3)
            .Do(Alu.Move, R1, R0)
            .Do(Alu.Add, R1, R2)
            .Load(Width.Word64, R3, R1, 0)
            .Load(Width.Word64, R4, R10, since)
            .Do(Alu.Add, R3, R4)
            .Store(Width.Word64, R1, 0, R3)
            .Store(Width.Word64, R0, TimeAxis.LastState * sizeof(long), R8)
            .Do(Alu.Move, R2, R9)
            .Do(Alu.And, R2, TimeAxis.MostReaders - 1)
            .Do(Alu.Left, R2, SharedNumbers.StrideShift)
            .LoadMapValue(R1, axis.Totals.Fd)
            .Do(Alu.Add, R1, R2)
            .Load(Width.Word64, R1, R1, 0)
            .Store(Width.Word64, R0, TimeAxis.Received * sizeof(long), R1)
            .Here(over);
    }

    /// <summary>R8 packets were lost now, while the sink's thread was in the state R2, times 8; R0 to R5, R7 and R9 are lost.</summary>
    /// <param name="code">The program.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="cause">Where the cause is, from R10: the highest bits of 64.</param>
    /// <param name="key">Where there is room for a number, and above it for <see cref="TimeAxis.LossWords"/>.</param>
    public static Assembler Lose(this Assembler code, TimeAxis axis, short cause, short key)
    {
        const int ktime = 5;
        Assembler.Label over = new();
        return code.Do(Alu.Move, R9, R2)
            .Call(ktime)
            .Do(Alu.Move, R7, R0)
            .Slot(axis, over)
            .Do(Alu.Left, R1, TimeAxis.CauseBits)
            .Load(Width.Word64, R2, R10, cause)
            .Do(Alu.Right, R2, 64 - TimeAxis.CauseBits)
            .Do(Alu.Add, R1, R2)
            .Store(Width.Word64, R10, key, R1)
            .Entry(axis.Losses.Fd, key, (short)(key + sizeof(long)), TimeAxis.LossWords, over)
            .Do(Alu.And, R9, (TimeAxis.LossWords - 1) * sizeof(long))
            .Do(Alu.Add, R0, R9)
            .AddTo(0, R8)
            .Here(over);
    }

    /// <summary>R1 = the slot of the time R7; R2 is lost.</summary>
    public static Assembler Slot(this Assembler code, TimeAxis axis, Assembler.Label outside)
    {
        Assembler.Label inside = new();
        return code.LoadConstant(R2, axis.Begin)
            .Do(Alu.Move, R1, R7)
            .Do(Alu.Sub, R1, R2)
            .Do(Alu.Div, R1, (int)TimeAxis.SlotNanoseconds)
            .IfLess(R1, TimeAxis.Slots, inside)
            .Jump(outside)
            .Here(inside);
    }

    /// <summary>R0 = the numbers of the slot of the time R7.</summary>
    /// <param name="code">The program.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="key">Where there is room for a number, from R10.</param>
    /// <param name="outside">Where to go if it is on no axis.</param>
    public static Assembler HostSlot(this Assembler code, TimeAxis axis, short key, Assembler.Label outside) => code
        .Slot(axis, outside)
        .Store(Width.Word64, R10, key, R1)
        .Find(axis.Host.Fd, key)
        .IfEqual(R0, 0, outside);

    /// <summary>Notes what each reader has received until R7, unless that was done on this CPU a moment ago. R8 = this CPU's numbers.</summary>
    public static Assembler Look(this Assembler code, TimeAxis axis, short key)
    {
        Assembler.Label over = new();
        code.Load(Width.Word64, R1, R8, TimeAxis.Looked * sizeof(long))
            .Do(Alu.Move, R2, R7)
            .Do(Alu.Sub, R2, R1)
            .IfLess(R2, LongestBetweenLooks, over)
            .Store(Width.Word64, R8, TimeAxis.Looked * sizeof(long), R7);
        for (int reader = 0; reader < axis.Readers; reader++)
        {
            Assembler.Label next = new();
            code.Slot(axis, over)
                .Do(Alu.Mul, R1, axis.Readers)
                .Do(Alu.Add, R1, reader)
                .Store(Width.Word64, R10, key, R1)
                .Find(axis.ReaderSlots.Fd, key)
                .IfEqual(R0, 0, over)
                .LoadMapValue(R1, axis.Totals.Fd, reader * SharedNumbers.Stride)
                .Load(Width.Word64, R1, R1, 0)
                .Load(Width.Word64, R2, R0, TimeAxis.Received * sizeof(long))
                .Do(Alu.Sub, R2, R1)
                .Do(Alu.Right, R2, 63)

                // Another CPU may have looked later.
                .IfEqual(R2, 0, next)
                .Store(Width.Word64, R0, TimeAxis.Received * sizeof(long), R1)
                .Here(next);
        }

        return code.Here(over);
    }
}
