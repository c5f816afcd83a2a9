namespace UdpLab.Agent.Perf;

/// <summary>A sample, as short as can be: there may be millions.</summary>
internal struct Sample
{
    /// <summary>CLOCK_MONOTONIC, nanoseconds.</summary>
    public long Time;

    /// <summary>Where the CPU was.</summary>
    public ulong Address;

    /// <summary>Events it stands for.</summary>
    public ulong Period;

    public int Process;
    public int Thread;
    public int Cpu;

    /// <summary>Its index in the <see cref="CallerTable"/>.</summary>
    public int Callers;
}
