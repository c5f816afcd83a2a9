using System.Globalization;
using System.Net;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a flood needs to know about its downstream sink, from which it takes what the user did not give.</summary>
internal sealed record FloodTarget
{
    /// <summary>The sink's host.</summary>
    public required LabHost Host { get; init; }

    /// <summary>Boot id of its machine: the same as the generator's if both are on one machine.</summary>
    public required string BootId { get; init; }

    /// <summary>Address the sink is bound to; 0.0.0.0 or :: for all addresses of its host.</summary>
    public required IPAddress Address { get; init; }

    public required int Port { get; init; }

    /// <summary>Interface the sink is bound to; null for any.</summary>
    public string? Interface { get; init; }

    /// <summary>Addresses of the sink's host.</summary>
    public IPAddress[] Addresses { get; init; } = [];

    /// <summary>Those at which the sink can be reached.</summary>
    public InterfaceAddress[] ReachableAddresses { get; init; } = [];

    /// <summary>The sink's own count or duration ends the measured window.</summary>
    public bool DecidesHowLong { get; init; }

    /// <summary>Seconds of the flood that are not measured.</summary>
    public double Warmup { get; init; }

    /// <summary>Whether it is bound to all addresses of its host.</summary>
    public bool IsEverywhere => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);

    /// <summary>Refuses a flood that ends before the measured window begins.</summary>
    /// <exception cref="LabException">The flood is too short.</exception>
    public void RequireWindow(OpenFlood flood)
    {
        double? seconds = flood.Duration ?? flood.Count / flood.RatePps;
        if (Warmup > 0 && Warmup >= seconds)
        {
            throw new LabException(FailureCode.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"-Warmup {Warmup:0.###} lasts as long as the whole flood, {seconds:0.###} s, and what arrives during it is not measured; give the flood a longer -Duration, or a shorter -Warmup."), "Warmup");
        }
    }
}
