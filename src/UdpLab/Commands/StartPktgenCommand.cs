using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Commands;

/// <summary>Start-Pktgen: lets all devices send, and gives them with what they did.</summary>
[Cmdlet(VerbsLifecycle.Start, "Pktgen", SupportsShouldProcess = true)]
[OutputType(typeof(PktgenDevice))]
public sealed class StartPktgenCommand : PktgenCmdlet
{
    private const string Activity = "Start-Pktgen";

    [Parameter]
    [ValidateRange(0.001, 86400.0)]
    public double Duration { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        double? duration = MyInvocation.BoundParameters.ContainsKey(nameof(Duration)) ? Duration : null;
        List<PktgenClient> running = [];
        ForEachHost(Hosts, client =>
        {
            if (MayLoad(client) && ShouldProcess(client.Host.Name, "Start pktgen: all its devices send"))
            {
                client.Start(duration, Cancel);
                running.Add(client);
            }
        });
        Await(running);
        EndProgress(Activity);
        foreach (PktgenClient client in running)
        {
            Tell(client.Result!);
            if (client.Result!.Failure is { } failure)
            {
                WriteError(Record(new LabException(failure, client.Host.Name), client.Host));
            }

            WriteObject(client.Devices(client.Result), enumerateCollection: true);
        }
    }

    private void Await(List<PktgenClient> running) => Terminating(() =>
    {
        while (running.Any(client => !client.Poll()))
        {
            _ = WaitHandle.WaitAny([.. running.Select(r => r.Arrived), Cancel.WaitHandle], 200);
            Cancel.ThrowIfCancellationRequested();
            ShowProgress(Activity, () => string.Create(CultureInfo.InvariantCulture, $"{running.Sum(r => r.CurrentPps):N0} pps sent"));
        }
    });
}
