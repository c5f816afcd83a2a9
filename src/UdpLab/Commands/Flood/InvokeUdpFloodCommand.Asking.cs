using System.Management.Automation;
using System.Net;

namespace UdpLab.Commands;

/// <summary>What a flood says before it begins, and when it asks.</summary>
public sealed partial class InvokeUdpFloodCommand
{
    /// <summary>-WhatIf, -Confirm and the user have nothing against it.</summary>
    private bool IsWanted(FloodPlan plan, SinkRunner? sink)
    {
        bool doubtful = IsDoubtful(plan, sink);
        FloodPreview[] previews = doubtful || IsAsked ? FloodGroup.Preview(LabHost, plan, sink, Cancel) : [];
        string target = previews.Length > 0
            ? string.Join(", ", previews.Select(p => p.Target))
            : $"{Destination ?? (sink is null ? "127.0.0.1" : "the sink downstream")} from {string.Join<LabHost>(", ", LabHost)}";
        if (!ShouldProcess(target, Action(previews)))
        {
            return false;
        }

        return !doubtful || Array.Find(previews, p => p.IsUnboundedOutside) is not { } far || Continues(
            $"{far.Target}: {far.Description}. This destination is outside of the networks of {far.Host}, nothing limits the rate, and no sink downstream waits for the packets. Send them?",
            "Invoke-UdpFlood",
            $"-Destination {far.Target}: it is outside of the networks of {far.Host}, nothing limits the rate, and no sink downstream waits for the packets");
    }

    /// <summary>The user wants to hear what would happen; nobody else waits for the answer.</summary>
    private bool IsAsked => MyInvocation.BoundParameters.ContainsKey("WhatIf") || MyInvocation.BoundParameters.ContainsKey("Confirm")
        || GetVariableValue("WhatIfPreference") is true or SwitchParameter { IsPresent: true } || GetVariableValue("ConfirmPreference") is ConfirmImpact.Low;

    /// <summary>It may be a slip that floods somebody else's network. Who gave -Confirm is asked, or does not want to be.</summary>
    private bool IsDoubtful(FloodPlan plan, SinkRunner? sink) =>
        sink is null && plan.IsUnlimited && !Force && !MyInvocation.BoundParameters.ContainsKey("Confirm")
        && (plan.DestinationName is not null || (plan.Destination ?? plan.Pktgen.Destination?.First) is { } address && !IPAddress.IsLoopback(address));

    private static string Action(FloodPreview[] previews)
    {
        string[] loading = [.. previews.Where(p => p.Ready.LoadsPktgen).Select(p => p.Host.Name)];
        string first = loading.Length > 0 ? $"Load the kernel module pktgen (modprobe pktgen) on {string.Join(", ", loading)}, then: " : "";
        string what = previews.Length > 1 ? string.Join("; ", previews.Select(p => $"{p.Host}: {p.Description}")) : previews.FirstOrDefault()?.Description ?? "";
        return $"{first}Send a UDP flood{(what.Length > 0 ? ": " + what : "")}";
    }
}
