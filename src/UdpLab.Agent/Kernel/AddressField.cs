using System.Net;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>An address in a request.</summary>
internal static class AddressField
{
    /// <summary>Parses the address; only the unambiguous spelling is accepted.</summary>
    public static IPAddress Parse(string text, string parameter) => AddressText.TryParse(text, out IPAddress? address)
        ? address
        : throw AgentException.Invalid(parameter, $"-{parameter} {text}: not an IP address; {AddressText.Wanted}.");
}
