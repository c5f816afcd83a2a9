using System.Globalization;
using System.Text.RegularExpressions;

namespace UdpLab.Tests;

/// <summary>Each perf table of Paolo Abeni's article gives the article's own conclusion, and so do similar tables.</summary>
public sealed partial class ArticleTests
{
    // Conclusions of the article, in its order.
    private static readonly Dictionary<string, string[]> _conclusions = new()
    {
        ["rhel7.3"] = ["SocketLock"],
        ["rhel7.3-callers"] = ["SocketLock"],
        ["rhel7.4"] = ["RmemAllocCacheMiss", "ReceiveQueueLock"],
        ["linux-4.11"] = ["ReceiveQueueLock", "CopyToUser", "PageFree"],
        ["linux-4.13"] = ["CopyToUser", "PageFree"],
    };

    // Names of the same function with other compilers and kernels.
    private static readonly (string Name, string[] Others)[] _otherNames =
    [
        ("copy_user_enhanced_fast_string", ["copy_user_generic_string", "copy_user_generic_unrolled", "raw_copy_to_user", "_copy_to_iter", "rep_movs_alternative", "_copy_to_user"]),
        ("copy_to_iter", ["_copy_to_iter", "copyout", "simple_copy_to_iter"]),
        ("cmpxchg_double_slab.isra.51", ["cmpxchg_double_slab.isra.64", "cmpxchg_double_slab.constprop.0.isra.0", "slab_update_freelist.isra.0", "__slab_free"]),
        ("cmpxchg_double_slab.isra.64", ["cmpxchg_double_slab", "__slab_update_freelist"]),
        ("__free_page_frag", ["page_frag_free", "__page_frag_free"]),
        ("page_frag_free", ["__free_page_frag", "skb_free_frag"]),
        ("udp_rmem_release", ["udp_rmem_release.isra.0", "udp_rmem_release.part.12"]),
        ("__skb_try_recv_datagram", ["__skb_try_recv_from_queue"]),
        ("_raw_spin_lock_irqsave", ["native_queued_spin_lock_slowpath", "_raw_spin_lock_irqsave.llvm.1234567"]),
    ];

    public static TheoryData<string> Tables => [.. _conclusions.Keys];

    [Theory]
    [MemberData(nameof(Tables))]
    public void ATableGivesTheArticlesConclusion(string table) => Assert.StartsWith(string.Join(' ', _conclusions[table]), string.Join(' ', Profiles.Report(Profiles.Table(table)).Causes()), StringComparison.Ordinal);

    [Fact]
    public void In413NothingIsLeftToBlameButPageFreeing() => Assert.Equal(["CopyToUser", "PageFree"], Profiles.Report(Profiles.Table("linux-4.13")).Causes());

    [Theory]
    [MemberData(nameof(Tables))]
    public void SoDoesOneWithSlightlyOtherNumbersAndNames(string table)
    {
        string text = Profiles.Table(table);
        Random random = new(11);
        for (int i = 0; i < 200; i++)
        {
            string other = Percent().Replace(text, m => Vary(m, random));
            if (table != "rhel7.3-callers")
            {
                foreach ((string name, string[] others) in _otherNames.Where(_ => random.Next(2) == 0))
                {
                    other = Regex.Replace(other, $" {Regex.Escape(name)}$", " " + others[random.Next(others.Length)], RegexOptions.Multiline);
                }
            }

            Assert.True(Profiles.Report(other).Causes()[0] == _conclusions[table][0], $"{string.Join(' ', Profiles.Report(other).Causes())} of\n{other}");
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void LinesOfEvidenceAreTheTablesOwn(string table)
    {
        UdpBottleneck first = BottleneckFinder.Find(Profiles.Report(Profiles.Table(table)))[0];
        Assert.All(first.Evidence, line => Assert.Contains(line.Split(' ')[1], Profiles.Table(table), StringComparison.Ordinal));
        Assert.NotEmpty(first.Evidence);
        Assert.NotEmpty(first.Reference);
        Assert.NotEqual("", first.Explanation);
        Assert.NotEqual("", first.Advice);
    }

    [Theory]
    [InlineData("rhel7.3", "4.10", "850cbaddb52d")]
    [InlineData("rhel7.4", "4.11", "6b229cf77d68")]
    [InlineData("linux-4.11", "4.13", "2276f58ac589")]
    public void TheCureIsNamedWithReleaseAndCommit(string table, string release, string commit)
    {
        UdpBottleneck first = BottleneckFinder.Find(Profiles.Report(Profiles.Table(table)))[0];
        Assert.Equal(release, first.FixedIn);
        Assert.Contains(first.Reference, r => r.Contains(commit, StringComparison.Ordinal));
    }

    [Fact]
    public void AKernelThatHasTheCureIsToldWhatIsLeft()
    {
        PerfProfile table = Profiles.Report(Profiles.Table("linux-4.11"));
        Assert.StartsWith("Use a kernel", BottleneckFinder.Find(table with { Kernel = "4.11.0" })[0].Advice, StringComparison.Ordinal);
        Assert.StartsWith("Linux 6.18.44 already has the fix of 4.13", BottleneckFinder.Find(table with { Kernel = "6.18.44" })[0].Advice, StringComparison.Ordinal);
        Assert.StartsWith("Use a kernel", BottleneckFinder.Find(Profiles.Report(Profiles.Table("rhel7.3")) with { Kernel = "3.10.0-514.el7.x86_64" })[0].Advice, StringComparison.Ordinal);
        Assert.StartsWith("Linux 3.10.0-693.el7.x86_64 already has the fix", BottleneckFinder.Find(Profiles.Report(Profiles.Table("rhel7.3")) with { Kernel = "3.10.0-693.el7.x86_64" })[0].Advice, StringComparison.Ordinal);
    }

    /// <summary>Varies by up to 5 %.</summary>
    private static string Vary(Match match, Random random) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Min(99.9, double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * (0.95 + (0.1 * random.NextDouble()))):F2}%");

    [GeneratedRegex(@"(\d+\.\d+)%", RegexOptions.CultureInvariant)]
    private static partial Regex Percent();
}
