using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>How many packets a socket's receive buffer holds.</summary>
internal static class BufferRoom
{
    private const int SmallFrame = 60;

    /// <summary>The buffer of a measurement's sockets in words; null if unknown.</summary>
    public static string? Of(SinkMeasurement measurement)
    {
        if (measurement.Method is { } method && ReceiveTraits.Of(method).SeesFrames)
        {
            return null;
        }

        int bytes = measurement.ReceiveBuffer, frame = measurement.Flood is { Count: > 0 } floods ? floods.Max(flood => flood.PacketSize) : SmallFrame;
        return bytes > 0
            ? string.Create(CultureInfo.InvariantCulture, $"a buffer of {bytes:N0} bytes, as the kernel counts it, holds about {Math.Max(1, bytes / (SysctlChecks.SmallPacketBytes + Math.Max(0, frame - SmallFrame))):N0} of these packets")
            : null;
    }
}
