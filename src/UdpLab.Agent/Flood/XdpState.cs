namespace UdpLab.Agent.Flood;

/// <summary>The map value that an XDP program and its thread share: 64-bit numbers at these offsets.</summary>
internal static class XdpState
{
    /// <summary>Packets generated so far, which is also the next sequence number.</summary>
    public const short Made = 0;

    /// <summary>CLOCK_MONOTONIC nanoseconds of the first packet, 0 before it.</summary>
    public const short First = 8;

    /// <summary>CLOCK_MONOTONIC nanoseconds of the last packet.</summary>
    public const short Last = 16;

    /// <summary>When the next packet is due, since the first, in 1024ths of a nanosecond.</summary>
    public const short Due = 24;

    /// <summary>Repetitions since the last packet, including that packet's own.</summary>
    public const short Tries = 32;

    /// <summary>Packets, not counting the first, that were sent after a wait for the pace.</summary>
    public const short Waits = 40;

    /// <summary>
    /// The steps of a ramp, two numbers each: the time between bursts, in 1024ths of a nanosecond, and one more than the
    /// packets generated before the step.
    /// </summary>
    public const short Steps = 48;

    /// <summary>Bytes per step.</summary>
    public const int StepSize = 16;

    /// <summary>Size without steps, bytes.</summary>
    public const int Size = Steps;

    /// <summary>Size in bytes.</summary>
    public static int SizeOf(int steps) => Size + (steps * StepSize);

    /// <summary>Offset of the time between a step's bursts.</summary>
    public static short IntervalAt(int step) => (short)(Steps + (step * StepSize));

    /// <summary>Offset of a step's start.</summary>
    public static short StartAt(int step) => (short)(IntervalAt(step) + 8);
}
