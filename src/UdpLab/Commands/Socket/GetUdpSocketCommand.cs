using System.Globalization;
using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Get-UdpSocket: the UDP sockets of hosts, with their processes, queues, buffers and drops.</summary>
[Cmdlet(VerbsCommon.Get, "UdpSocket")]
[OutputType(typeof(UdpSocket))]
public sealed class GetUdpSocketCommand : LabCmdlet
{
    [Parameter(Position = 0)]
    [Alias("DestinationPort")]
    [ValidateRange(1, 65535)]
    [ArgumentCompleter(typeof(PortCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] Port { get; set; } = [];

    [Parameter]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProcessNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Process { get; set; } = [];

    [Parameter]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ProcessCompleter))]
    [ValidateRange(1, int.MaxValue)]
    [ValidateNotNullOrEmpty]
    public int[] ProcessId { get; set; } = [];

    [Parameter(ValueFromPipeline = true)]
    [Alias("Session", "ComputerName")]
    [LabHostName]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public LabHost[] LabHost { get; set; } = [LabHosts.Local];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (LabHost host in LabHost)
        {
            Try(() => Show(host, SocketList.Read(host, WriteWarning, Cancel)), host);
        }
    }

    private void Show(LabHost host, IReadOnlyList<UdpSocket> all)
    {
        WildcardPattern[] names = [.. Process.Select(name => Wildcard.Of(name))];
        UdpSocket[] chosen = [.. all.Where(socket =>
            (Port.Length == 0 || Port.Contains(socket.Port))
            && (names.Length == 0 || socket.Holders.Any(holder => names.Any(name => name.IsMatch(holder.Name))))
            && (ProcessId.Length == 0 || socket.Holders.Any(holder => ProcessId.Contains(holder.Id))))];
        WriteObject(chosen, enumerateCollection: true);

        // As Get-Process does: what is named must exist.
        foreach (int port in Port.Where(port => !all.Any(socket => socket.Port == port)))
        {
            Missing(nameof(Port), port, string.Create(CultureInfo.InvariantCulture, $"{host} has no UDP socket of this port; it has {Ports(all)}."));
        }

        foreach (string name in Process.Where(name => !WildcardPattern.ContainsWildcardCharacters(name) && !all.Any(socket => socket.Holders.Any(holder => Wildcard.Fits(name, holder.Name)))))
        {
            Missing(nameof(Process), name, $"no process of this name holds a UDP socket on {host}.");
        }

        foreach (int id in ProcessId.Where(id => !all.Any(socket => socket.Holders.Any(holder => holder.Id == id))))
        {
            Missing(nameof(ProcessId), id, $"this process holds no UDP socket on {host}.");
        }
    }

    private static string Ports(IReadOnlyList<UdpSocket> all)
    {
        const int most = 20;
        int[] ports = [.. all.Select(socket => socket.Port).Distinct().Order()];
        return ports.Length == 0 ? "none at all" : string.Join(", ", ports.Take(most)) + (ports.Length > most ? string.Create(CultureInfo.InvariantCulture, $" and {ports.Length - most} more") : "");
    }

    private void Missing(string parameter, object value, string why) =>
        WriteError(Record(new LabException(FailureCode.NotFound, string.Create(CultureInfo.InvariantCulture, $"-{parameter} {value}: {why}"), parameter), value));
}
