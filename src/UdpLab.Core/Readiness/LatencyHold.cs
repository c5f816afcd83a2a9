namespace UdpLab;

/// <summary>The setting that keeps CPUs out of deep idle states: /dev/cpu_dma_latency, held open by an agent.</summary>
internal static class LatencyHold
{
    public const string Setting = "CpuLatency", Held = "0";
}
