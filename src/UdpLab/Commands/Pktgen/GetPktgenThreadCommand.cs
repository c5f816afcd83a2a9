using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Get-PktgenThread: pktgen's kernel threads and the devices on them.</summary>
[Cmdlet(VerbsCommon.Get, "PktgenThread")]
[OutputType(typeof(PktgenThread))]
public sealed class GetPktgenThreadCommand : PktgenCmdlet
{
    [Parameter(Position = 0)]
    [CpuList]
    [ArgumentCompleter(typeof(CpuCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] Cpu { get; set; } = [];

    /// <inheritdoc/>
    protected override void EndProcessing() => ForEachHost(Hosts, client =>
    {
        PktgenThread[] threads = [.. client.Threads(client.ReadLoaded(Cancel))];
        foreach (int missing in Cpu.Where(cpu => !Array.Exists(threads, t => t.Cpu == cpu)))
        {
            WriteError(Record(new LabException(Wire.FailureCode.NotFound, $"{client.Host}: pktgen has no thread for CPU {missing}; it has those of the CPUs that were online when it was loaded: {string.Join(", ", threads.Select(t => t.Cpu))}.", nameof(Cpu)), client.Host));
        }

        WriteObject(threads.Where(t => Cpu.Length == 0 || Cpu.Contains(t.Cpu)), enumerateCollection: true);
    });
}
