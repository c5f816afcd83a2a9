using System.Globalization;
using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Add-PktgenDevice: adds interfaces to pktgen's threads and configures them.</summary>
[Cmdlet(VerbsCommon.Add, "PktgenDevice", SupportsShouldProcess = true)]
[OutputType(typeof(PktgenDevice))]
public sealed class AddPktgenDeviceCommand : PktgenSettingsCmdlet
{
    private readonly List<(LabHost[] Hosts, string Name, int Cpu)> _wanted = [];
    private string[] _commands = [];

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Interface")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Cpu")]
    [CpuList]
    [ArgumentCompleter(typeof(CpuCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] Thread { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Session", "ComputerName", "Host")]
    [LabHostName(TestbedEnd.Generator)]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public override LabHost[] LabHost { get; set; } = [LabHosts.Local];

    /// <inheritdoc/>
    protected override void BeginProcessing() => _commands = Commands();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        for (int i = 0; i < Name.Length; i++)
        {
            string name = Name[i];
            if (name.Contains('@', StringComparison.Ordinal))
            {
                _wanted.Add((LabHost, name, Thread.Length > 0 ? Thread[_wanted.Count % Thread.Length] : ThreadOf(name)));
            }
            else if (Thread.Length == 0)
            {
                _wanted.Add((LabHost, name, 0));
            }
            else
            {
                _wanted.AddRange(Thread.Select(cpu => (LabHost, string.Create(CultureInfo.InvariantCulture, $"{name}@{cpu}"), cpu)));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => ForEachHost(_wanted.SelectMany(w => w.Hosts).Distinct(), client =>
    {
        PktgenDeviceChange[] changes = [.. _wanted
            .Where(w => w.Hosts.Contains(client.Host))
            .Select(w => new PktgenDeviceChange { Name = w.Name, Cpu = w.Cpu, Commands = _commands })];
        client.Preview(Changing(changes), Cancel);
        if (!MayLoad(client))
        {
            return;
        }

        changes = [.. changes.Where(c => ShouldProcess($"{c.Name} on thread {c.Cpu} of {client.Host}", "Add the pktgen device"))];
        if (changes.Length == 0)
        {
            return;
        }

        PktgenState state = client.Change(Changing(changes), Cancel);
        Report(state);
        if (PassThru)
        {
            WriteObject(client.Devices(state), enumerateCollection: true);
        }
    });

    /// <summary>eth0@3 goes to thread 3; with any other word it is thread 0.</summary>
    private static int ThreadOf(string name) => int.TryParse(name.AsSpan(name.IndexOf('@', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int cpu) ? cpu : 0;
}
