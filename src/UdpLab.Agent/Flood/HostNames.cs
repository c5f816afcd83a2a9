using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>
/// Resolves names as this host does. A static program has no NSS, so it runs getent(1), which follows nsswitch.conf; without
/// getent it reads /etc/hosts.
/// </summary>
internal static class HostNames
{
    private const string Hosts = "/etc/hosts";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>The addresses, preferred first.</summary>
    public static IPAddress[] Resolve(string name)
    {
        if (!AddressText.IsHostName(name))
        {
            throw AgentException.Invalid("Destination", $"-Destination {name}: this is neither an IP address nor a host's name; {AddressText.Wanted}.");
        }

        string? program = Programs.Find("getent");
        IPAddress[] addresses = program is null ? FromFile(name) : FromProgram(program, name);
        return addresses.Length > 0 ? addresses : throw new AgentException(
            FailureCode.NotFound,
            $"-Destination {name}: this host knows no address of that name ({(program is null ? Hosts : "getent ahosts")}); {AddressText.Wanted}, or a name it resolves.")
        { Parameter = "Destination" };
    }

    private static IPAddress[] FromProgram(string program, string name) =>
        Addresses(ChildProcess.Run(program, ["ahosts", "--", name], _patience).Output.Split('\n').Select(line => Words(line).FirstOrDefault()));

    private static IPAddress[] FromFile(string name) => File.Exists(Hosts)
        ? Addresses(File.ReadLines(Hosts)
            .Select(line => Words(line.Split('#')[0]))
            .Where(words => words.Skip(1).Contains(name.TrimEnd('.'), StringComparer.OrdinalIgnoreCase))
            .Select(words => words[0]))
        : [];

    private static string[] Words(string line) => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static IPAddress[] Addresses(IEnumerable<string?> texts) =>
        [.. texts.Select(text => AddressText.TryParse(text, out IPAddress? address) ? address : null).OfType<IPAddress>().Distinct()];
}
