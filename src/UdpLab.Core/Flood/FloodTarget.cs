using System.Globalization;
using System.Net;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a flood has to know of the sink that waits for it: what the user did not give, it takes from here.</summary>
internal sealed record FloodTarget
{
    /// <summary>The sink's host.</summary>
    public required LabHost Host { get; init; }

    /// <summary>Boot id of its machine: the generator's own where both are on one machine.</summary>
    public required string BootId { get; init; }

    /// <summary>Address the sink is bound to, 0.0.0.0 or :: for all of its host.</summary>
    public required IPAddress Address { get; init; }

    public required int Port { get; init; }

    /// <summary>Interface the sink is bound to, null for any.</summary>
    public string? Interface { get; init; }

    /// <summary>Addresses of the sink's host.</summary>
    public IPAddress[] Addresses { get; init; } = [];

    /// <summary>Those of them that the sink can be reached by.</summary>
    public InterfaceAddress[] ReachableAddresses { get; init; } = [];

    /// <summary>The measured window ends by the sink's own count or duration.</summary>
    public bool DecidesHowLong { get; init; }

    /// <summary>Seconds of the flood that are not measured.</summary>
    public double Warmup { get; init; }

    /// <summary>It is bound to all addresses of its host.</summary>
    public bool IsEverywhere => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);

    /// <summary>Refuses a flood that is over before the measured window begins.</summary>
    /// <exception cref="LabException">It is.</exception>
    public void RequireWindow(OpenFlood flood)
    {
        double? seconds = flood.Duration ?? flood.Count / flood.RatePps;
        if (Warmup > 0 && Warmup >= seconds)
        {
            throw new LabException(FailureCode.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"-Warmup {Warmup:0.###} lasts as long as the whole flood, {seconds:0.###} s, and what comes then is not measured; give the flood a longer -Duration, or a shorter -Warmup."), "Warmup");
        }
    }
}
