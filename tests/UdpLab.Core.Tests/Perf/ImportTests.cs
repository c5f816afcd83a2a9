using System.Text;

namespace UdpLab.Tests.Perf;

/// <summary>Files as people have them: in any encoding, and some that are not profiles.</summary>
public sealed class ImportTests : IDisposable
{
    private const string Script = "sink 900 [000] 10.000000: 1 cycles: \n\tffffffff81001234 udp_recvmsg+0x4 ([kernel.kallsyms])\n\n", Folded = "sïnk;main;udp_recvmsg 5\nsïnk;main 7\n";
    private const string Report = "# Overhead  Command  Symbol         \n# ........  .......  ...............\n    60.00%  sïnk    [k] udp_recvmsg\n";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Encodings => ["utf-8", "utf-16", "utf-16BE", "utf-32", "utf-32BE"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void ByteOrderMarks(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        foreach (string text in new[] { Script, Folded, Report, Texts.Write(Texts.One(Script), PerfFormat.Speedscope) })
        {
            foreach (string lines in new[] { text, text.Replace("\n", "\r\n", StringComparison.Ordinal) })
            {
                byte[] bytes = [.. encoding.Preamble, .. encoding.GetBytes(lines)];
                File.WriteAllBytes(_folder.At("file"), bytes);
                PerfProfile profile = Assert.Single(PerfReader.ReadFile(_folder.At("file"), PerfFormat.Auto, CancellationToken.None));

                Assert.Contains(Assert.Single(profile.ByCommand).Name, (string[])["sink", "sïnk"]);
                Assert.Equal("udp_recvmsg", profile.Symbols[^1].Name == "main" ? profile.Symbols[0].Name : profile.Symbols[^1].Name, ignoreCase: text == Folded);
                Assert.DoesNotContain(profile.Notes, n => n.Code == PerfNoteCode.NotUnderstood);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Performance counter stats for 'sleep 1':\n\n              0.75 msec task-clock                       #    0.001 CPUs utilized\n                 1      context-switches                 #    1.341 K/sec\n\n       1.000785563 seconds time elapsed\n")]
    [InlineData(" Performance counter stats for 'system wide':\n\n     3,246,121,450      cycles                           #    1.622 GHz                      (83.33%)\n")]
    [InlineData("cycles:ppp\ninstructions\n")]
    [InlineData("cycles: type: 0 (PERF_TYPE_HARDWARE), size: 136, config: 0, { sample_period, sample_freq }: 4000, sample_type: IP|TID|TIME|PERIOD\ndummy:u: type: 1 (PERF_TYPE_SOFTWARE), size: 136, config: 0x9\n")]
    [InlineData("nr_free_pages 81211\nnr_zone_inactive_anon 2\nnr_mlock 0\n")]
    [InlineData("[    1.234567] Linux version 6.1.0 (debian-kernel@lists.debian.org)\n[    1.300000] x86/fpu: Supporting XSAVE feature 0x001\n")]
    [InlineData("# Title\n\nSome prose that says:\n\n    add some code\n    dd if=/dev/zero of=/tmp/x\n\nExample:\n\n    bad idea 5\n\nMore prose; with semicolons, 12\n")]
    [InlineData("name: build\non:\n  push:\njobs:\n  build:\n    runs-on: ubuntu\n    steps:\n    - uses: actions/checkout@v4\n")]
    [InlineData("Nov 26 13:44:14 gen sshd[123]: Accepted publickey for root\nNov 26 13:44:15 gen kernel: eth0 12 error: something is wrong\n")]
    [InlineData("{\"name\":\"package\",\"version\":\"1.0.0\"}")]
    [InlineData("{ not json")]
    [InlineData("a,b,c\n1,2,3\n")]
    public void WhatIsNoProfileIsAnErrorThatSaysWhatIs(string text)
    {
        _folder.Write("file.txt", text);

        string message = Assert.Throws<PerfTextException>(() => PerfReader.ReadFile(_folder.At("file.txt"), PerfFormat.Auto, CancellationToken.None)).Message;

        Assert.Contains("expected", message);
        Assert.Matches("perf script|speedscope", message);
    }

    [Fact]
    public void OurOwnTextsAreNoProfiles()
    {
        string[] names = ["README.md", "CHANGELOG.md", "UdpLab.psd1", "build.ps1", "Directory.Packages.props", "tests/UdpLab.Core.Tests/data/README.md", "tests/bench/README.md"];
        foreach (string name in names)
        {
            Assert.Throws<PerfTextException>(() => PerfReader.ReadFile(Path.Combine(Repository.Root, name), PerfFormat.Auto, CancellationToken.None));
        }
    }
}
