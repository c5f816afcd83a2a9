using System.Globalization;
using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Start-Pktgen: starts all devices, and returns them with their results.</summary>
[Cmdlet(VerbsLifecycle.Start, "Pktgen", SupportsShouldProcess = true)]
[OutputType(typeof(PktgenDevice))]
public sealed class StartPktgenCommand : PktgenCmdlet
{
    private const string Activity = "Start-Pktgen";

    [Parameter]
    [ValidateRange(0.001, 86400.0)]
    [Seconds]
    [Alias("Seconds")]
    public double Duration { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        double? duration = Given(nameof(Duration), Duration);
        List<PktgenClient> running = [];
        ForEachHost(Hosts, client =>
        {
            if (MayLoad(client) && IsWanted(client, duration))
            {
                client.Start(duration, Cancel);
                running.Add(client);
            }
        });
        Await(running);
        EndProgress(Activity);
        foreach (PktgenClient client in running)
        {
            Report(client.Result!);
            if (client.Result!.Failure is { } failure)
            {
                WriteError(Record(new LabException(failure, client.Host.Name), client.Host));
            }

            WriteObject(client.Devices(client.Result), enumerateCollection: true);
        }
    }

    /// <summary>Whether -WhatIf, -Confirm and the user's answer allow it.</summary>
    private bool IsWanted(PktgenClient client, double? duration)
    {
        Wire.PktgenState state = client.Read(Cancel, withOutside: true);
        PktgenDevice[] devices = [.. client.Devices(state)];
        if (!ShouldProcess(client.Host.Name, $"Start pktgen, all its devices ({PktgenPreview.Describe(devices, duration)})"))
        {
            return false;
        }

        PktgenDevice[] far = Force || IsGiven("Confirm") ? [] : PktgenPreview.UnboundedOutside(devices, state);
        string doubt = $"{string.Join(", ", far.Select(d => $"{d.Name} sends to {d.Destination}"))}, outside the networks of {client.Host}, at an unlimited rate";
        return far.Length == 0 || Continues($"{PktgenPreview.Describe(far, duration)}. This is outside the networks of {client.Host}, and nothing limits the rate. Start?", Activity, doubt);
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
