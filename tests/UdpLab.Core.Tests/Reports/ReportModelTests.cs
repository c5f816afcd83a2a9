namespace UdpLab.Tests;

/// <summary>What a report says, by value.</summary>
public class ReportModelTests
{
    [Fact]
    public void QueuesAreTheAxisAndKernelsTheSeries()
    {
        SinkMeasurement[] all = Report.RssSweep(6);
        ReportModel report = Report.Model(all);
        Assert.Equal(("RssQueues", "Kernel"), (report.Cells.X!.Name, report.Cells.Series!.Name));
        Chart chart = report.MainChart!;
        Assert.Equal(["1", "2", "4"], chart.Xs);
        Assert.Equal(["4.9.0", "4.11.0"], chart.Series.Select(series => series.Name));
        Assert.Equal(new[] { 1, 2, 4 }.Select(queues => SampleComparison.Median(all.Where(m => m.Factors["Kernel"] is "4.9.0" && m.Factors["RssQueues"] is int of && of == queues).Select(m => m.Pps!.Value))), chart.Series[0].Points.Select(point => point!.Middle.Median));
        Assert.All(report.Cells.Cells, cell => Assert.Equal(6, cell.Runs.Count));

        // 10 Gbit/s of frames of 60 bytes.
        Assert.Equal(14_880_952, Assert.Single(chart.References).Value);
        Assert.Equal(["Pps by Kernel and RssQueues", "LossPercent by RssQueues and Kernel", "CpuNsPerPacket by RssQueues and Kernel"], ReportFigures.Others(report).Select(other => other.Title));
    }

    /// <summary>Two files of two kernels: the kernel is no factor, and still tells them apart.</summary>
    [Fact]
    public void APropertyThatVariesMakesCellsToo()
    {
        SinkMeasurement[] all = [.. new[] { "6.1.0", "6.12.0" }.SelectMany(kernel => new[] { 1, 2 }.Select(queues => Report.Of(1e6, 1, ("Queues", queues)) with { Environment = Runs.Machine(kernel) }))];
        ReportModel report = Report.Model(all);
        Assert.Equal(["Queues", "Kernel"], report.Cells.Keys.Select(key => key.Name));
        Assert.Equal(["Queues=1, Kernel=6.1.0", "Queues=1, Kernel=6.12.0", "Queues=2, Kernel=6.1.0", "Queues=2, Kernel=6.12.0"], report.Cells.Cells.Select(cell => cell.Name));
    }

    [Fact]
    public void TheAnswerIsTwoSentences()
    {
        string answer = Report.Model(Report.RssSweep(6)).Answer;
        Assert.StartsWith("Kernel 4.11.0 against 4.9.0 is faster in 3 of 3 cells (+", answer, StringComparison.Ordinal);
        Assert.Contains("came with RssQueues=4, Kernel=4.11.0, the fewest, ", answer, StringComparison.Ordinal);
        Assert.Contains(" with RssQueues=4, Kernel=4.9.0. Of 54,000,000 packets sent, ", answer, StringComparison.Ordinal);
        Assert.EndsWith("at Udp RcvbufErrors: a socket's receive buffer was full.", answer, StringComparison.Ordinal);
        Assert.Matches(@"^local received [\d,]+ packets per second in one run\. Of 1,500,000 packets sent, [\d.]+ % were lost", Report.Model(Report.Of(1e6, 1)).Answer);
        Assert.Equal("There is 1 object, and no measurement of packets.", Report.Model(LabHosts.Local).Answer);
        Assert.EndsWith("Of 1,000,000 packets sent, none was lost.", Report.Model(Runs.Of(1e6)).Answer, StringComparison.Ordinal);
    }

    /// <summary>Sent = received + every named loss + unexplained, in the table and in the flow, whose links lose nothing either.</summary>
    [Fact]
    public void NoPacketIsLostInTheReport()
    {
        ReportModel report = Report.Model(Report.RssSweep(3));
        ReportLosses losses = report.Losses;
        Assert.Equal(18 * 1_500_000, losses.Sent);
        Assert.Equal(18 * 5, losses.Unexplained);
        Assert.Equal(losses.Sent, losses.Received + losses.Losses.Sum(loss => loss.Packets) + losses.Unexplained);
        FlowDiagram flow = ReportFlow.Of(losses)!;
        for (int node = 0; node < flow.Nodes.Count; node++)
        {
            long came = flow.Links.Where(link => link.To == node).Sum(link => link.Packets), left = flow.Links.Where(link => link.From == node).Sum(link => link.Packets);
            Assert.True(came == 0 || left == 0 || came == left, flow.Nodes[node].Name);
        }

        Assert.Equal(losses.Sent, flow.Links.Where(link => link.From == 0).Sum(link => link.Packets));
        Assert.Equal(losses.Received, flow.Links.Single(link => flow.Nodes[link.To].Name == "Sink: received").Packets);
        Assert.Equal(18 * 5, flow.Links.Single(link => flow.Nodes[link.To].Name == "unexplained").Packets);
        Chart stack = ReportFlow.Stack(report)!;
        Assert.All(Enumerable.Range(0, 6), x => Assert.Equal(100, stack.Series.Sum(series => series.Points[x]!.Middle.Median), 6));
    }

    /// <summary>Others' packets are among the losses: the flow begins with what is accounted for, and nothing is negative.</summary>
    [Fact]
    public void StrangersLossesMakeNoNegativeFlow()
    {
        SinkMeasurement run = Report.Of(1e6, 1);
        FlowDiagram flow = ReportFlow.Of(ReportLosses.Of([run with { Ledger = run.Ledger with { Sent = run.Packets } }]))!;
        Assert.All(flow.Links, link => Assert.True(link.Packets > 0));
        Assert.Equal("Packets accounted for", flow.Nodes[0].Name);
        Assert.Null(ReportFlow.Of(ReportLosses.Of([run with { Packets = 0, Ledger = new Ledger() }])));
    }

    [Fact]
    public void WhatDiffersBetweenHostsIsMarked()
    {
        ReportEnvironment environment = new(Report.RssSweep(1));
        Assert.Equal(["local, 4.9.0", "local, 4.11.0"], environment.Hosts);
        ReportFact kernel = environment.Main.Single(fact => fact.Name == "Kernel"), driver = environment.Main.Single(fact => fact.Name == "Driver");
        Assert.Equal((true, false), (kernel.Differs, driver.Differs));
        Assert.Equal(["4.9.0", "4.11.0"], kernel.Values);
        Assert.Contains(environment.Rest, fact => fact.Name == "Mitigations.retbleed");
    }

    [Fact]
    public void FindingsThatDistortAreUpFront()
    {
        LabFinding finding = new() { Host = LabHosts.Local, Check = "Governor", Status = FindingStatus.Warning, Observed = "powersave", Expected = "performance", Reason = "It is slow.", Source = "x", Fix = "cpupower" };
        SinkMeasurement[] all = [.. Report.RssSweep(1).Select(m => m with { Environment = m.Environment with { Findings = [finding, finding with { Check = "Smt", Status = FindingStatus.Pass }] } })];
        ReportCaveat caveat = Assert.Single(Report.Model(all).Caveats);
        Assert.Equal((FindingStatus.Warning, "local, Governor: powersave", 6), (caveat.Status, caveat.Title, caveat.Measurements));
        Assert.Equal("Incomplete measurements", Report.Model(all.Append(all[0] with { State = MeasurementState.Incomplete })).Caveats[0].Title);
    }

    [Fact]
    public void ASweepIsRepeatedWithItsValuesAsTheyWere()
    {
        SweepRequest request = Sweeps.Request("\n    Set-It $Rate\n        # it's deep\n    Measure-It", Sweeps.Factor("Kernel", "6.10", "6.9"), Sweeps.Factor("Rate", 1.5, 2), Sweeps.Factor("Pause", true));
        SinkMeasurement[] runs = [.. new object[] { 1.5, 2 }.SelectMany(rate => new[] { "6.10", "6.9" }.Select(kernel => Runs.Of(1e6, ("Kernel", kernel), ("Rate", rate), ("Pause", true))))];
        Assert.Equal(
            "Invoke-LabSweep ([ordered] @{ Kernel = '6.10', '6.9'; Rate = 1.5, 2; Pause = $true }) -Repeat 3 -Order Blocks -Seed 9 {\n    Set-It $Rate\n        # it's deep\n    Measure-It\n}",
            RepeatCommands.Of(request.Describe(new SweepPlan(request.Factors, SweepOrder.Blocks, 3, 9), null), runs.Select(run => run.Factors)));
        Assert.Equal(["Invoke-UdpFlood -Backend Socket -PacketSize 60 | Measure-Sink -Method Recvmsg"], RepeatCommands.Of(runs));
    }

    [Fact]
    public void AThousandCellsAreATable()
    {
        ReportModel report = Report.Model(Enumerable.Range(0, 1000).Select(i => Report.Of(500_000 + i, 1, ("A", i / 25), ("B", i % 25))));
        Assert.Equal((ChartKind.HeatMap, 40, 25), (report.MainChart!.Kind, report.MainChart.Xs.Count, report.MainChart.Series.Count));
        Assert.Equal(40, ReportFlow.Stack(report)!.Xs.Count);
        Assert.Empty(report.Comparisons);
        Assert.Contains("One run of each cell", Assert.Single(report.ComparisonNotes), StringComparison.Ordinal);
    }

    /// <summary>A search of a sweep is shown as a search; its trials tell what the hosts were like.</summary>
    [Fact]
    public void ASearchIsShownWithItsHosts()
    {
        ThroughputResult found = new()
        {
            Host = LabHosts.Local,
            LossGoal = 0.005,
            Pps = 812_000,
            StoppedBy = "Udp RcvbufErrors rose",
            Trials = [new ThroughputTrial { Position = 1, RatePps = 900_000, SentPps = 899_000, LossRatio = 0.02, Measurement = Report.Of(880_000, 1) }, new ThroughputTrial { Position = 2, RatePps = 812_000, SentPps = 812_000, LossRatio = 0.001 }],
        };
        ReportModel report = Report.Model(new SweepOutput { Value = found, Factors = new Dictionary<string, object?> { ["A"] = 1 } });
        Assert.Same(found, Assert.Single(report.Throughput));
        Assert.Equal("local receives 812,000 packets per second with a loss of at most 0.5 %, and the search ended there because of this: Udp RcvbufErrors rose.", report.Answer);
        Assert.Equal(["812000", "900000"], ReportFigures.Trials(found)!.Xs);
        Assert.Single(report.Runs);
        Assert.Contains("<section id=\"environment\">", Report.Write(ReportFormat.Html, found), StringComparison.Ordinal);
        Assert.Contains("812,000", Report.Write(ReportFormat.Markdown, found), StringComparison.Ordinal);
    }
}
