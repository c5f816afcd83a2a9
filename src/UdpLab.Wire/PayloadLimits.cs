namespace UdpLab.Wire;

/// <summary>How many payloads of its own a flood takes, and how large.</summary>
internal static class PayloadLimits
{
    /// <summary>Most payloads.</summary>
    public const int Most = 4096;

    /// <summary>Bytes of the longest payload that a UDP datagram carries over IPv4.</summary>
    public const int Longest = 65_507;

    /// <summary>Bytes of all payloads together: results contain them.</summary>
    public const int InAll = 256 * 1024;

    /// <summary>Why a flood does not take these payloads, as the rest of a sentence with the remedy; null if it does.</summary>
    public static string? Fault(byte[][] payloads)
    {
        if (payloads.Length > Most)
        {
            return $"{payloads.Length} payloads are more than the {Most} a flood sends in turn; give fewer";
        }

        int wrong = Array.FindIndex(payloads, payload => payload is not { Length: > 0 and <= Longest });
        if (wrong >= 0)
        {
            return $"{(payloads.Length == 1 ? "the payload" : $"payload {wrong + 1}")} has {payloads[wrong]?.Length ?? 0} bytes; give 1 to {Longest}";
        }

        return payloads.Sum(payload => (long)payload.Length) > InAll ? $"the payloads have {payloads.Sum(payload => (long)payload.Length)} bytes together; give {InAll} at most" : null;
    }

    /// <summary>The first payload without room for the header of tagged packets, as the rest of a sentence; null if all have it.</summary>
    public static string? HeaderFault(byte[][] payloads)
    {
        int small = Array.FindIndex(payloads, payload => payload.Length < PktgenHeader.TaggedLength);
        return small < 0 ? null : $"{(payloads.Length == 1 ? "the payload" : $"payload {small + 1}")} has {payloads[small].Length} {(payloads[small].Length == 1 ? "byte" : "bytes")}, and the header takes the first {PktgenHeader.TaggedLength}; give longer payloads, or omit it";
    }
}
