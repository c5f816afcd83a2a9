using System.Diagnostics;
using UdpLab.Wire;

namespace UdpLab.Tests.Changes;

/// <summary>Files that another user could have placed there are refused by name, before they are read or changed.</summary>
public sealed class StateFolderTests : IDisposable
{
    private static readonly ChangePlace _place = new() { Kind = LabHostKind.Local, Name = "local" };
    private readonly Folder _home = new();

    public StateFolderTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "owners and links as on Linux");

    [Fact]
    public void AFolderThatIsALinkIsRefusedAndWhatItLeadsToKeepsItsMode()
    {
        Directory.CreateDirectory(_home.At("elsewhere"));
        Tool("chmod", "755", _home.At("elsewhere"));
        Directory.CreateSymbolicLink(_home.At("changes"), _home.At("elsewhere"));
        Refused(_home.At("changes"), "is a link");
        Assert.Equal(0b111_101_101, Folder.ModeOf(_home.At("elsewhere")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.At("elsewhere")));
    }

    [Fact]
    public void TheFolderAboveItIsNoLinkEither()
    {
        Directory.CreateDirectory(_home.At("elsewhere/changes"));
        Directory.CreateSymbolicLink(_home.At("udplab"), _home.At("elsewhere"));
        Refused(_home.At("udplab/changes"), "is a link", at: _home.At("udplab"));
    }

    [Theory]
    [InlineData("undo.lock")]
    [InlineData("sequence")]
    public void AFileThatIsADanglingLinkIsRefusedAndNothingIsMadeWhereItLeads(string name)
    {
        Directory.CreateDirectory(_home.At("changes"));
        File.CreateSymbolicLink(_home.At($"changes/{name}"), _home.At("planted"));
        JournalFolder folder = new(_home.At("changes"));
        LabException e = Assert.Throws<LabException>(() => name == "sequence" ? folder.Number(1, () => 0) : folder.Lock(CancellationToken.None).Length);
        Assert.Contains($"{_home.At($"changes/{name}")} is a link", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_home.At("planted")));
    }

    [Theory]
    [InlineData("changes")]
    [InlineData(".")]
    public void AnotherUsersFolderIsRefused(string which)
    {
        RequireRoot();
        Directory.CreateDirectory(_home.At("changes"));
        Tool("chown", "65534", _home.At(which));
        Refused(_home.At("changes"), "belongs to another user (uid 65534)", at: Path.GetFullPath(_home.At(which)));
    }

    [Fact]
    public void NothingIsMadeInAHomeThatIsAnotherUsers()
    {
        // sudo that keeps HOME: root must not even create a folder there.
        RequireRoot();
        Directory.CreateDirectory(_home.At("mallory"));
        Tool("chown", "65534", _home.At("mallory"));
        Refused(_home.At("mallory/.local/state/udplab/changes"), "belongs to another user", at: _home.At("mallory"), reads: false);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.At("mallory")));
    }

    [Fact]
    public void AnotherUsersJournalIsNotBelieved()
    {
        RequireRoot();
        using ChangeJournal journal = new(new JournalFolder(_home.At("changes")));
        journal.Open(_place, [new SettingChange { Target = "host", Identity = "b/1", Setting = "Sysctl net.core.rmem_max", Before = "1", After = "2" }]);
        journal.Dispose();
        string file = Assert.Single(journal.Folder.Files);
        Tool("chown", "65534", file);
        List<string> reported = [];
        Assert.Empty(journal.Read(e => reported.Add(e.Message)));
        Assert.Contains($"{file} belongs to another user (uid 65534)", Assert.Single(reported), StringComparison.Ordinal);
    }

    [Fact]
    public void TwoWhoAskWhetherItIsHeldDoNotTakeEachOtherForTheOwner()
    {
        JournalFolder folder = new(_home.At("changes"));
        (FileStream stream, string file, _) = folder.Create();
        Assert.True(folder.IsHeld(file));

        // Others can still open it.
        Assert.Equal("", File.ReadAllText(file));
        stream.Dispose();
        Assert.DoesNotContain(true, Enumerable.Range(0, 4).AsParallel().SelectMany(_ => Enumerable.Range(0, 200).Select(_ => folder.IsHeld(file))));
    }

    public void Dispose() => _home.Dispose();

    private static void RequireRoot() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving a file to another user needs root");

    private static void Tool(string name, params string[] arguments)
    {
        using Process process = Process.Start(name, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static void Refused(string path, string why, string? at = null, bool reads = true)
    {
        using ChangeJournal journal = new(new JournalFolder(path));
        LabException write = Assert.Throws<LabException>(journal.Prepare);
        Assert.Equal(FailureCode.PermissionDenied, write.Code);
        Assert.Contains($"{(at ?? path).TrimEnd('/')} {why}", write.Message, StringComparison.Ordinal);
        if (reads)
        {
            Assert.Equal(write.Message, Assert.Throws<LabException>(() => journal.Read()).Message);
        }
    }
}
