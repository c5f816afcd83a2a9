using System.Net;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>An address of a request.</summary>
internal static class AddressField
{
    /// <summary>The address, in the one spelling or not at all.</summary>
    public static IPAddress Parse(string text, string parameter) => AddressText.TryParse(text, out IPAddress? address)
        ? address
        : throw AgentException.Invalid(parameter, $"-{parameter} {text}: not an IP address; {AddressText.Wanted}.");
}
