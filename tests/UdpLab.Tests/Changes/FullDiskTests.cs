using System.Management.Automation;
using UdpLab.Tests.Nic;

namespace UdpLab.Tests.Changes;

/// <summary>The journal's disk is full at some moment: what an error says about the interface is true.</summary>
[Collection(Machine.Name)]
public sealed class FullDiskTests : IClassFixture<NicBed>, IDisposable
{
    private readonly NicBed _bed;
    private readonly NicWitness _witness;
    private readonly string _disk = Directory.CreateTempSubdirectory("udplab-disk-").FullName, _before, _state;

    public FullDiskTests(NicBed bed)
    {
        _bed = bed;
        _witness = bed.Witness();
        _before = _witness.Dump();
        _state = Environment.GetEnvironmentVariable("UDPLAB_STATE")!;
        Tool.Run("mount", "-t", "tmpfs", "-o", "size=512k,mode=700", "none", _disk);
        Environment.SetEnvironmentVariable("UDPLAB_STATE", Path.Combine(_disk, "state"));
    }

    [Fact]
    public void NothingIsChangedWhatCannotBeWrittenDown()
    {
        Fill(leave: 0);
        ErrorRecord error = Assert.Single(_bed.Session.Run("Set-LabNic sink0 -LabHost $bed.Sink -Mtu 1400").Errors);
        Assert.Contains("nothing is changed", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(_before, _witness.Dump());
    }

    [Fact]
    public void WhereverItGetsFullTheErrorIsTrueAndTheNextUndoSettlesTheRest()
    {
        int refused = 0, made = 0, tried = 0;
        for (int leave = 0; leave <= 1; leave++)
        {
            foreach (int first in new[] { 0, 1200, 2600, 3300, 3800 })
            {
                // A page holds several lines: how much of it is used decides which line is the first that does not fit.
                Free();
                _bed.Session.Give("Set-LabNic sink0 -LabHost $bed.Sink -Mtu 1390; Undo-LabChange -All");
                Pad(first);
                Fill(leave);
                tried++;
                ScriptRun run = _bed.Session.Run("Set-LabNic sink0 -LabHost $bed.Sink -Mtu 1400 -RxQueues 2");
                if (run.Errors.Count == 0)
                {
                    made++;
                    Assert.Equal(1400, _witness.Mtu());
                }
                else
                {
                    refused++;
                    Assert.Matches("nothing is changed|put back at once", Assert.Single(run.Errors).Exception.Message);
                    Assert.Equal(_before, _witness.Dump());
                }

                Free();
                _bed.Session.Give("Undo-LabChange -All");
                Assert.Equal(_before, _witness.Dump());
                Assert.Empty(_bed.Session.Give("Get-LabChange -State Pending, Applied"));
            }
        }

        Assert.Equal(tried, refused + made);
        Assert.True(refused > 0, "The disk was never full.");
    }

    [Fact]
    public void AnUndoThatCannotBeWrittenDownSaysThatItWasMade()
    {
        _bed.Session.Give("Set-LabNic sink0 -LabHost $bed.Sink -Mtu 1400");
        Pad(4096 - 10);
        Fill(leave: 0);
        ScriptRun run = _bed.Session.Run("Undo-LabChange -All");
        Assert.Equal(_before, _witness.Dump());
        Assert.Contains("The changes were put back.", Assert.Single(run.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing is changed", run.Errors[0].Exception.Message, StringComparison.Ordinal);
        Free();
        Assert.Equal("Undone", _bed.Session.One("Undo-LabChange -All").Text("State"));
        Assert.Equal(_before, _witness.Dump());
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("UDPLAB_STATE", _state);
        _bed.Session.Run("Get-LabChange");
        Tool.Run("umount", "-l", _disk);
        Directory.Delete(_disk);
    }

    /// <summary>Uses up all space except some pages.</summary>
    private void Fill(int leave) => Tool.Run("sh", "-c", $"dd if=/dev/zero of={_disk}/filler bs=4096 2>/dev/null; truncate -s -{leave * 4096} {_disk}/filler");

    private void Free() => Tool.Run("rm", "-f", $"{_disk}/filler");

    /// <summary>Fills this session's journal up to a position within a page, with lines of no effect.</summary>
    private void Pad(int to)
    {
        string file = Directory.EnumerateFiles(Path.Combine(_disk, "state/changes"), "*.jsonl").Order(StringComparer.Ordinal).Last();
        long missing = (to - (new FileInfo(file).Length % 4096) + 4096) % 4096;
        const string line = "{\"id\":\"pad-1\",\"state\":\"Undone\",\"note\":\"\"}\n";
        if (missing > line.Length)
        {
            File.AppendAllText(file, line.Insert(line.Length - 3, new string('x', (int)missing - line.Length)));
        }
    }
}
