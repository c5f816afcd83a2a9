using System.Management.Automation;

namespace UdpLab.Tests.Refusals;

/// <summary>An error has a category, an id, a target, and what to do about it.</summary>
[Collection(Machine.Name)]
public class RecommendationTests(Session session) : IClassFixture<Session>
{
    [Theory]
    [InlineData("Invoke-UdpFlood -Count 1 -Duration 2 -Destination 127.0.0.1", "CountWithDuration", ErrorCategory.InvalidArgument, "1", "Give one of them.")]
    [InlineData("Invoke-UdpFlood -Gso 4 -Backend Xdp -Destination 127.0.0.1", "InvalidArgument.Gso", ErrorCategory.InvalidArgument, "local", "Omit -Backend Xdp.")]
    [InlineData("Invoke-UdpFlood -Inject -Backend Socket -Destination 127.0.0.1 -Count 1", "InvalidArgument.Interface", ErrorCategory.InvalidArgument, "local", "Name it with -Interface.")]
    [InlineData("Measure-Sink -SteerByCpu", "InvalidArgument.SteerByCpu", ErrorCategory.InvalidArgument, "1", "Give -Sockets 2 or more.")]
    [InlineData("Measure-UdpSocket", "InvalidArgument.Port", ErrorCategory.InvalidArgument, null, "Give -Port or -ProcessId, or pipe a socket of Get-UdpSocket, or a flood with -Port.")]
    [InlineData("Invoke-LabSweep -Factor @{ A = 1 } { $_ } -Journal /nowhere/x.jsonl", "NotFound.Journal", ErrorCategory.ObjectNotFound, "/nowhere/x.jsonl", "Create it, or give another path.")]
    [InlineData("Invoke-LabSweep -Factor @{ A = 1, 1 } { $_ }", "InvalidArgument.Factor", ErrorCategory.InvalidArgument, "", "Give each value once; -Repeat repeats.")]
    [InlineData("Import-LabResult /tmp", "InvalidArgument.Path", ErrorCategory.InvalidArgument, "/tmp", "Give a file, or all files in it with /tmp/*.")]
    [InlineData("Get-LabHost | Export-LabResult /nowhere/x.jsonl", "NotFound.Path", ErrorCategory.ObjectNotFound, "/nowhere/x.jsonl", "Create it, or give another path.")]
    [InlineData("Test-LabHost -Check Nothing", "InvalidArgument.Check", ErrorCategory.InvalidArgument, "Nothing", "Use ")]
    [InlineData("Get-LabTestbed nosuchbed", "NotFound.Name", ErrorCategory.ObjectNotFound, "nosuchbed", null)]
    [InlineData("Disconnect-LabHost local", "InvalidArgument.Name", ErrorCategory.InvalidArgument, "local", null)]
    [InlineData("Find-UdpThroughput -MinimumPps 1000 -MaximumPps 500", "InvalidArgument.MaximumPps", ErrorCategory.InvalidArgument, "local", "Give a rate above the minimum of 1000.")]
    public void AnErrorHasAllThatScriptsUse(string script, string id, ErrorCategory category, string? target, string? action)
    {
        ErrorRecord error = session.Run(script).MustFail(id);

        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Contains(target ?? "", error.TargetObject?.ToString() ?? "");
        if (target is not null)
        {
            Assert.NotNull(error.TargetObject);
        }

        string message = error.Exception.Message;
        Assert.EndsWith(".", message);
        if (action is null)
        {
            Assert.Null(error.ErrorDetails);
            return;
        }

        Assert.StartsWith(action, error.ErrorDetails.RecommendedAction);
        Assert.EndsWith(error.ErrorDetails.RecommendedAction[1..], message);
        Assert.Equal(message, error.ToString());
    }

    [Fact]
    public void TheRemedyIsShown()
    {
        (_, _, string shown) = ShellProcess.Run("Measure-Sink -SteerByCpu");
        Assert.Equal("Measure-Sink: -SteerByCpu chooses among several sockets; give -Sockets 2 or more.\n  Recommendation: Give -Sockets 2 or more.\n", shown);
    }

    /// <summary>What a sweep keeps of an error is all of it; the error of another command stays as it is.</summary>
    [Fact]
    public void AFailedRunHasTheWholeMessage()
    {
        ScriptRun run = session.Run("Invoke-LabSweep -Factor @{ A = 1 } { Measure-Sink -SteerByCpu } -MaxRetry 0 -ContinueOnError");
        Assert.Contains(run.Errors, e => e.FullyQualifiedErrorId.StartsWith("CellFailed", StringComparison.Ordinal) && e.Exception.Message.Contains("several sockets; give -Sockets 2 or more.", StringComparison.Ordinal));

        run = session.Run("Invoke-LabSweep -Factor @{ A = 1 } { $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([Exception]::new('Something is odd; use another.'), 'Odd', 'NotSpecified', 1)) } -MaxRetry 0 -ContinueOnError");
        Assert.All(run.Errors.Where(e => e.FullyQualifiedErrorId.StartsWith("Odd", StringComparison.Ordinal)), e => Assert.Null(e.ErrorDetails));
    }
}
