using System.Management.Automation;

namespace UdpLab.Tests.Experiments;

/// <summary>Invoke-LabSweep as a script sees it; nothing is sent.</summary>
[Collection(Machine.Name)]
public sealed class SweepTests(Session session) : IClassFixture<Session>
{
    [Fact]
    public void TheScriptBlockSeesFactorsByNameAndTogether() => Assert.Equal(
        ["x1 x 1", "y1 y 1", "x2 x 2", "y2 y 2"],
        Texts("Invoke-LabSweep ([ordered] @{ B = 1, 2; A = 'x', 'y' }) -Order Nested { \"$A$B $($_.A) $($_.B)\" }"));

    [Fact]
    public void AnOrderedTableKeepsItsOrderAndAPlainOneIsSorted()
    {
        Assert.Equal("Z=1; A=2", session.One("Invoke-LabSweep ([ordered] @{ Z = 1; A = 2 }) { 'x' }").Get("Factors")!.ToString());
        Assert.Equal("A=2; M=3; Z=1", session.One("Invoke-LabSweep @{ Z = 1; A = 2; M = 3 } { 'x' }").Get("Factors")!.ToString());
    }

    [Fact]
    public void ItSeesTheVariablesAroundIt() =>
        Assert.Equal(["local 1"], Texts("function f { $own = 'local'; Invoke-LabSweep @{ A = 1 } { \"$own $A\" } }; f"));

    [Fact]
    public void AlsoInAModule() => Assert.Equal(
        ["private 1", "A=1 1"],
        Texts("$m = New-Module { $own = 'private'; function Invoke-Own { Invoke-LabSweep @{ A = 1 } { \"$own $A\" } }; function Invoke-Given($block) { Invoke-LabSweep @{ A = 1 } $block } }; Invoke-Own; Invoke-Given { \"A=$A $($_.A)\" }; Remove-Module $m"));

    [Fact]
    public void AFactorMayBeAnything()
    {
        IReadOnlyList<PSObject> all = session.Give("""
            Invoke-LabSweep ([ordered] @{ Do = { 1 + 1 }, { 2 + 2 }; With = @{ N = 1 }, @{ N = 2 }; None = $null; Lab = (Get-LabHost local); At = 0.5; On = $true }) -Order Nested {
                [pscustomobject] @{ Done = & $Do; N = $With.N; Kind = $Lab.Kind }
            }
            """);
        Assert.Equal(["2 1", "2 2", "4 1", "4 2"], all.Select(o => $"{o.Get("Done")} {o.Get("N")}"));
        Assert.Equal("Do=1 + 1; With=N=1; None=; Lab=local; At=0.5; On=True", all[0].Get("Factors")!.ToString());
        Assert.Equal("Local", all[0].Text("Kind"));
    }

    [Fact]
    public void ResultsSayWhichRunTheyAreOf()
    {
        IReadOnlyList<PSObject> all = session.Give("Invoke-LabSweep @{ A = 1, 2, 3 } -Repeat 4 -Seed 9 { [pscustomobject] @{ Twice = 2 * $A } }");
        Assert.Equal(Enumerable.Range(1, 12), all.Select(o => (int)o.Get("Position")!));
        Assert.All(all.Chunk(3), block => Assert.Equal([2L, 4, 6], block.Select(o => o.Long("Twice")).Order()));
        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], all.Select(o => (int)o.Get("Repeat")!));
    }

    /// <summary>The engine attaches what is added to a number to its box, and this number is the same box in all runs.</summary>
    [Fact]
    public void SoDoNumbersThatEveryRunEmits() => Assert.Equal(
        ["1 A=1 1", "42 A=1 1", "1 A=1 2", "42 A=1 2", "2 A=2 3", "42 A=2 3", "2 A=2 4", "42 A=2 4"],
        Texts("$all = Invoke-LabSweep @{ A = 1, 2 } -Repeat 2 -Order Nested { $A; 42 }; $all | ForEach-Object { \"$_ $($_.Factors) $($_.Position)\" }"));

    [Fact]
    public void ASeedRepeatsAnOrderAndOneThatWasChosenIsPrinted()
    {
        const string sweep = "Invoke-LabSweep @{ A = 1..9 } { $A }";
        ScriptRun chosen = session.Run($"{sweep} -InformationVariable told; $told | Where-Object Tags -Contains PSHOST").MustBeClean();
        string seed = chosen.Output[^1].ToString()!.Split(' ')[^1].TrimEnd('.');
        Assert.Equal(chosen.Output.SkipLast(1).Select(o => o.ToString()), Texts($"{sweep} -Seed {seed}"));
        Assert.Empty(session.Give($"$null = {sweep} -Seed {seed} -InformationVariable told; $told | Where-Object Tags -Contains PSHOST"));
    }

    [Fact]
    public void ResultsComeAsTheyAreEmitted()
    {
        // The second is only emitted once the first has arrived.
        Assert.Equal(["1", "2"], Texts("$come = [System.Collections.ArrayList]::new(); Invoke-LabSweep @{ A = 1 } { 1; if ($come.Count -ne 1) { throw 'not yet' }; 2 } | ForEach-Object { $null = $come.Add($_); $_ }"));
    }

    [Fact]
    public void ThereIsOneInformationRecordARun()
    {
        IReadOnlyList<PSObject> told = session.Give("$null = Invoke-LabSweep @{ A = 1, 2 } -Order Nested -Repeat 2 { \"r$A\" } -InformationVariable told; $told");
        Assert.Equal(4, told.Count);
        Assert.Matches(@"^3 of 4: A = 2, repeat 1 of 2: r2, in \d+\.\d\d s$", told[2].ToString());
    }

    [Fact]
    public void ProgressNamesTheCellAndIsCompleted()
    {
        ScriptRun run = session.Run("Invoke-LabSweep @{ A = 1, 2 } -Order Nested -Repeat 2 -Settle 0.3 { 1 }").MustBeClean();
        ProgressRecord[] sweep = [.. run.Progress.Where(p => p.Activity == "Invoke-LabSweep")];
        Assert.Contains(sweep, p => p.StatusDescription.StartsWith("3 of 4: A = 2, repeat 1 of 2, 0:00:0", StringComparison.Ordinal) && p.StatusDescription.EndsWith(" left", StringComparison.Ordinal));
        Assert.Equal(ProgressRecordType.Completed, sweep[^1].RecordType);
        Assert.Single(sweep, p => p.RecordType == ProgressRecordType.Completed);
    }

    [Fact]
    public void AnErrorOfARunEndsTheSweep()
    {
        ScriptRun run = session.Run("Invoke-LabSweep @{ A = 1, 2, 3 } -Order Nested { if ($A -eq 2) { throw 'broken' }; $A }");
        Assert.Equal(["1"], run.Output.Select(o => o.ToString()));
        ErrorRecord error = run.MustFail("CellFailed");
        Assert.Equal("Cell 2 of 3 (A = 2), repeat 1 of 1, failed: broken. 1 of 3 runs are completed.", error.Exception.Message);
        Assert.Equal(2L, PSObject.AsPSObject(error.TargetObject).Long("A"));
    }

    /// <summary>Cmdlets refuse an input with a non-terminating error: then there is nothing to measure.</summary>
    [Fact]
    public void AnErrorThatDoesNotTerminateIsOneAsWell()
    {
        ScriptRun run = session.Run("Invoke-LabSweep @{ Port = 70000 } { Get-LabNic nosuch0 }");
        Assert.Equal(["NotFound.Name", "CellFailed"], run.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
    }

    /// <summary>They would leave the caller's loop, or end the script.</summary>
    [Theory]
    [InlineData("break")]
    [InlineData("continue")]
    public void AScriptBlockIsNoLoop(string word)
    {
        ScriptRun run = session.Run($"foreach ($i in 1, 2) {{ Invoke-LabSweep @{{ A = 1, 2, 3 }} -Order Nested {{ if ($A -eq 2) {{ {word} }}; $A }} -ContinueOnError; 'end' }}");
        Assert.Equal(["1", "3", "end", "1", "3", "end"], run.Output.Select(o => o.ToString()));
        Assert.All(run.Errors, e => Assert.Contains("return ends a run", e.Exception.Message, StringComparison.Ordinal));
        Assert.Equal(["1", "3"], Texts("Invoke-LabSweep @{ A = 1, 2, 3 } -Order Nested { if ($A -eq 2) { return }; $A }"));
    }

    [Fact]
    public void WithoutFactorsTheScriptBlockComesFirst() => Assert.Equal(["x", "x", "y"], Texts("Invoke-LabSweep -Repeat 2 { 'x' }; Invoke-LabSweep -ScriptBlock { 'y' }"));

    [Fact]
    public void WithContinueOnErrorTheOthersGoOn()
    {
        ScriptRun run = session.Run("Invoke-LabSweep @{ A = 1, 2, 3 } -Order Nested -ContinueOnError { if ($A -eq 2) { throw 'broken' }; $A }");
        Assert.Equal(["1", "3"], run.Output.Select(o => o.ToString()));
        run.MustFail("CellFailed");
    }

    [Fact]
    public void AFlakyRunIsTriedAgain()
    {
        ScriptRun run = session.Run("$n = @(0); Invoke-LabSweep @{ A = 1 } -MaxRetry 2 { $n[0]++; if ($n[0] -lt 3) { Get-LabNic nosuch0 } else { 'at last' } }").MustBeClean();
        Assert.Equal(["at last"], run.Output.Select(o => o.ToString()));
        Assert.Equal(2, run.Warnings.Count(w => w.Contains("is tried again", StringComparison.Ordinal)));
    }

    [Fact]
    public void WarningsOfTheScriptBlockAreItsWarnings() => Assert.Equal(
        ["careful"],
        Texts("function Invoke-Careful { [CmdletBinding()] param() $PSCmdlet.WriteWarning('careful') }; Invoke-LabSweep @{ A = 1 } { Invoke-Careful } -WarningVariable said 3> $null; $said"));

    /// <summary>A failure downstream is not a failure of a run: it is not retried, and ends the sweep.</summary>
    [Fact]
    public void AnErrorDownstreamEndsItAtOnce()
    {
        ScriptRun run = session.Run("$n = @(0); try { Invoke-LabSweep @{ A = 1..5 } -MaxRetry 3 -ContinueOnError { try { $n[0]++; $A } catch { 'swallowed' } } | ForEach-Object { throw 'downstream' } } finally { $n[0] }");
        Assert.Equal("1", run.Output[^1].ToString());
        Assert.Equal("downstream", Assert.Single(run.Errors).Exception.Message);
    }

    [Fact]
    public void SoDoesErrorActionStop()
    {
        ScriptRun run = session.Run("$n = @(0); try { Invoke-LabSweep @{ A = 1..5 } -ErrorAction Stop -ContinueOnError { $n[0]++; Get-LabNic nosuch0 } } finally { $n[0] }");
        Assert.Equal("1", run.Output[^1].ToString());
        Assert.Equal("NotFound.Name", Assert.Single(run.Errors).FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void StopEndsIt()
    {
        ScriptRun run = session.Start("Invoke-LabSweep @{ A = 1, 2 } -Settle 600 { $A }");
        Assert.True(Machine.Becomes(() => run.Output.Count == 1, 60));
        Assert.InRange(run.Stop().TotalSeconds, 0, 20);
        Assert.True(run.WasStopped);
    }

    [Fact]
    public void WhatIfShowsThePlan()
    {
        ScriptRun run = session.Run("Invoke-LabSweep ([ordered] @{ B = 'x'; A = 1, 2 }) -Repeat 2 -Seed 7 { throw 'ran' } -WhatIf -Journal ([System.IO.Path]::GetTempPath() + 'none.jsonl')").MustBeClean();
        string text = string.Join('\n', run.Lines);
        Assert.Contains("4 runs: 2 cells, 2 times each, order Blocks, seed 7", text);
        Assert.Matches(@"1: B = x, A = [12], repeat 1\s+2: B = x, A = [12], repeat 1\s+3: B = x, A = [12], repeat 2\s+4:", text);
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), "none.jsonl")));
    }

    [Theory]
    [InlineData("@{ Host = 1 }", "InvalidArgument.Factor", "PowerShell's own variable")]
    [InlineData("@{ PSItem = 1 }", "InvalidArgument.Factor", "PowerShell's own variable")]
    [InlineData("@{ 'a:b' = 1 }", "InvalidArgument.Factor", "which no variable can have")]
    [InlineData("@{ A = @() }", "InvalidArgument.Factor", "has no values")]
    [InlineData("@{ A = 1, 2, '1' }", "InvalidArgument.Factor", "value 1 twice")]
    [InlineData("@{ A = 1..2000; B = 1..2000 }", "InvalidArgument.Factor", "at most 1,000,000")]
    [InlineData("@{} -Resume", "InvalidArgument.Resume", "-Resume needs -Journal")]
    [InlineData("@{} -Journal /", "NotFound.Journal", "is a folder")]
    [InlineData("@{} -Journal /no/such/folder/x.jsonl", "NotFound.Journal", "folder that does not exist")]
    [InlineData("@{} -Journal /dev/zero", "InvalidArgument.Journal", "is a pipe or a device")]
    [InlineData("@{} -Journal /dev/null", "InvalidArgument.Journal", "is a pipe or a device")]
    [InlineData("@{} -Journal /dev/stdout", "InvalidArgument.Journal", "is a pipe or a device")]
    [InlineData("@{} -Journal env:x", "NotFound.Journal", "is not a file")]
    [InlineData("@{} -Repeat 0", "ParameterArgumentValidationError", "")]
    [InlineData("@{} -Repeat 1, 2", "ParameterArgumentTransformationError", "")]
    [InlineData("@{} -Order Sorted", "ParameterArgumentTransformationError", "Blocks, Random, Nested")]
    public void WhatCannotWorkIsRefusedBeforeAnythingRuns(string arguments, string id, string words)
    {
        ScriptRun run = session.Run($"Invoke-LabSweep {arguments} -ScriptBlock {{ 'ran' }}");
        Assert.Empty(run.Output);
        Assert.Contains(words, run.MustFail(id).Exception.Message);
    }

    private string[] Texts(string script) => [.. session.Give(script).Select(o => o.ToString()!)];
}
