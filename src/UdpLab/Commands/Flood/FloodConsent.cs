using System.Management.Automation;
using System.Net;

namespace UdpLab.Commands;

/// <summary>Whether a flood may begin: -WhatIf, -Confirm and the user decide, and are shown what would be sent.</summary>
internal sealed class FloodConsent(InvokeUdpFloodCommand cmdlet, FloodPlan plan, FloodTarget? sink)
{
    /// <summary>True unless -WhatIf, -Confirm or the user declines.</summary>
    public bool IsGiven(CancellationToken cancel)
    {
        LabHost[] hosts = cmdlet.LabHost;
        FloodPreview[] previews = IsDoubtful || cmdlet.IsAsked ? FloodGroup.Preview(hosts, plan, sink, cancel) : [];
        string target = previews.Length > 0
            ? string.Join(", ", previews.Select(p => p.Target))
            : $"{cmdlet.Destination ?? (sink is null ? "127.0.0.1" : "the sink downstream")} from {string.Join<LabHost>(", ", hosts)}";
        if (!cmdlet.ShouldProcess(target, Action(previews)))
        {
            // Those of a flood that begins come with it.
            Array.ForEach([.. previews.SelectMany(p => p.Warnings).Distinct()], cmdlet.WriteWarning);
            return false;
        }

        return !IsDoubtful || Array.Find(previews, p => p.IsUnboundedOutside) is not { } far || cmdlet.Continues(
            $"{far.Target}: {far.Description}. This destination is outside the networks of {far.Host}, nothing limits the rate, and no sink downstream waits for the packets. Send them?",
            "Invoke-UdpFlood",
            $"-Destination {far.Target}: it is outside the networks of {far.Host}, nothing limits the rate, and no sink downstream waits for the packets");
    }

    /// <summary>It may be a typo that floods another network. A user who gave -Confirm is asked anyway, or does not want to be.</summary>
    private bool IsDoubtful =>
        sink is null && plan.IsUnlimited && !plan.Force && !cmdlet.IsGiven("Confirm")
        && (plan.DestinationName is not null || (plan.Destination ?? plan.Pktgen.Destination?.First) is { } address && !IPAddress.IsLoopback(address));

    private static string Action(FloodPreview[] previews)
    {
        string[] loading = [.. previews.Where(p => p.Ready.LoadsPktgen).Select(p => p.Host.Name)];
        string first = loading.Length > 0 ? $"Load the kernel module pktgen (modprobe pktgen) on {string.Join(", ", loading)}, then: " : "";
        string what = previews.Length > 1 ? string.Join("; ", previews.Select(p => $"{p.Host}: {p.Description}")) : previews.FirstOrDefault()?.Description ?? "";
        return $"{first}Send a UDP flood{(what.Length > 0 ? ": " + what : "")}";
    }
}
