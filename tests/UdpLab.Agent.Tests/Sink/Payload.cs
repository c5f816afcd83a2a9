using UdpLab.Agent.Sink;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Sink;

/// <summary>Passes payloads to a checker as a receive loop does.</summary>
internal static unsafe class Payload
{
    public static byte[] Of(int stream, long number)
    {
        byte[] payload = new byte[PktgenHeader.TaggedLength];
        PktgenHeader.Write(payload, stream, (uint)number, 0);
        return payload;
    }

    public static void Check(this HeaderChecker checker, byte[] payload)
    {
        fixed (byte* bytes = payload)
        {
            checker.Check(bytes, payload.Length);
        }
    }

    public static void Receive(this HeaderChecker checker, int stream, IEnumerable<long> numbers)
    {
        foreach (long number in numbers)
        {
            checker.Check(Of(stream, number));
        }
    }
}
