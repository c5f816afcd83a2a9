namespace UdpLab.Tests.Perf;

/// <summary>The file that a capture is written to: refused before anything is recorded, and complete or not there.</summary>
public sealed class PerfDataFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatCannotBeWrittenIsRefused()
    {
        string file = _folder.Write("perf.data", "before");
        Assert.Equal(("InvalidArgument", $"-Path {_folder.Path}: this is a folder; name the file to write, such as {_folder.At("perf.data")}."), Refused(_folder.Path, false));
        Assert.Equal(("NotFound", $"-Path {_folder.At("no/x")}: there is no folder {_folder.At("no")}; create it first."), Refused(_folder.At("no/x"), false));
        Assert.Equal(("Busy", $"-Path {file}: the file exists and -NoClobber was given; choose another path."), Refused(file, true));
        Assert.Equal("InvalidArgument", Refused("/dev/null", false).Code);
        PerfDataFile.Check(file, noClobber: false);
        PerfDataFile.Check(_folder.At("new"), noClobber: true);
    }

    [Fact]
    public void ItIsCompleteOrAsBefore()
    {
        string file = _folder.Write("perf.data", "before");
        using (MemoryStream whole = new(new byte[100_000]))
        {
            PerfDataFile.Write(file, whole);
        }

        Assert.Equal(100_000, new FileInfo(file).Length);
        LabException error = Assert.Throws<LabException>(() => PerfDataFile.Write(file, new Broken()));
        Assert.Equal($"-Path {file}: writing it failed: the host is gone", error.Message);
        Assert.Equal(100_000, new FileInfo(file).Length);
        Assert.Equal([file], Directory.GetFiles(_folder.Path));
    }

    private static (string Code, string Message) Refused(string path, bool noClobber)
    {
        LabException error = Assert.Throws<LabException>(() => PerfDataFile.Check(path, noClobber));
        Assert.Equal("Path", error.Parameter);
        return (error.Code.ToString(), error.Message);
    }

    /// <summary>Ends after a while, as a connection does.</summary>
    private sealed class Broken : MemoryStream
    {
        private int _reads;

        public override int Read(byte[] buffer, int offset, int count) => _reads++ < 2 ? count : throw new IOException("the host is gone");
    }
}
