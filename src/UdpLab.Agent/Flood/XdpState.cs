namespace UdpLab.Agent.Flood;

/// <summary>The value of the map that an XDP program and its thread share: 64-bit numbers at these offsets.</summary>
internal static class XdpState
{
    /// <summary>Packets generated so far, which is the next sequence number.</summary>
    public const short Made = 0;

    /// <summary>CLOCK_MONOTONIC nanoseconds of the first packet, 0 before it.</summary>
    public const short First = 8;

    /// <summary>CLOCK_MONOTONIC nanoseconds of the last packet.</summary>
    public const short Last = 16;

    /// <summary>When the next packet is due, since the first, in 1024ths of a nanosecond.</summary>
    public const short Due = 24;

    /// <summary>Repetitions since the last packet, with its own.</summary>
    public const short Tries = 32;

    /// <summary>Packets, after the first, that came after a wait for the pace.</summary>
    public const short Waits = 40;

    /// <summary>The steps of a ramp, two numbers each: the time between bursts, in 1024ths of a nanosecond, and one more than the packets made before.</summary>
    public const short Steps = 48;

    /// <summary>Bytes of a step.</summary>
    public const int StepSize = 16;

    /// <summary>Bytes of it all without steps.</summary>
    public const int Size = Steps;

    /// <summary>Bytes of it all.</summary>
    public static int SizeOf(int steps) => Size + (steps * StepSize);

    /// <summary>Where the time between a step's bursts is.</summary>
    public static short IntervalAt(int step) => (short)(Steps + (step * StepSize));

    /// <summary>Where the beginning of a step is.</summary>
    public static short StartAt(int step) => (short)(IntervalAt(step) + 8);
}
