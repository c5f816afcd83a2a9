using UdpLab.Tests.Modules;

namespace UdpLab.Tests.Pktgen;

/// <summary>The examples of pktgen's cmdlets, on a machine that has it: a guest, also where they say nothing of a host.</summary>
public sealed partial class PktgenTests
{
    public static TheoryData<string> Pages => [.. HelpExample.Pages.Where(p => p.Contains("Pktgen", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void ExamplesRunAsPrinted(string page)
    {
        _leftovers = "ip link del dummy0";
        lab.Guests.Run("gen", "modprobe dummy numdummies=0; ip link add dummy0 type dummy; ip link set dummy0 up");
        HashSet<string> commands = [.. lab.Session.Give("Get-Command | ForEach-Object Name").Select(n => n.ToString())];
        HelpExample[] examples = [.. HelpExample.Of(page).Where(e => e.Needs.All(n => n is "host" or "pktgen") && e.Commands.All(commands.Contains))];
        Assert.NotEmpty(examples);

        ScriptRun run = lab.Session.Run($"$PSDefaultParameterValues = @{{ '*Pktgen*:LabHost' = 'gen' }}\n{HelpExample.Script(examples)}");
        Assert.True(run.Errors.Count == 0, string.Join('\n', run.Errors.Select(e => $"{e}\n{e.InvocationInfo?.PositionMessage}")));
    }
}
