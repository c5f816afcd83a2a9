using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>What a burst may still receive, and what it has received.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BurstCount
{
    /// <summary>Packets left to receive; counts down.</summary>
    public long Credit;

    /// <summary>Their bytes so far; counts up.</summary>
    public long Bytes;
}
