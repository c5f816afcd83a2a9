using System.Net;
using System.Text.RegularExpressions;

namespace UdpLab.Tests.Perf;

/// <summary>A flame graph as Chromium shows it: frames are clicked, functions searched, hostile names harmless.</summary>
public sealed partial class FlameGraphTests : IClassFixture<Session>, IDisposable
{
    private const string Act = """
        // Frames grow when they are drawn and when one is clicked: settled is what has a width, and the same one as before.
        const settled = (measure, then, last = -1, tries = 120) => {
            const now = document.querySelector("#chart g.frame") === null ? 0 : measure();
            return tries === 0 || (now > 0 && now === last) ? then() : setTimeout(() => settled(measure, then, now, tries - 1), 250);
        };
        const clicked = () => Math.round([...document.querySelectorAll("#chart g.frame")].find(g => g.getAttribute("name") === "udp_recvmsg").querySelector("rect").getBoundingClientRect().width);
        settled(clicked, () => {
            const frames = () => [...document.querySelectorAll("#chart g.frame")];
            const frame = name => frames().find(g => g.getAttribute("name") === name);
            const width = name => Math.round(frame(name).querySelector("rect").getBoundingClientRect().width);
            const results = { frames: frames().length, fill: name => frame(name).querySelector("rect").getAttribute("fill") };
            const told = [];
            told.push("before=" + width("udp_recvmsg"));
            told.push("kernel=" + results.fill("udp_recvmsg"));
            told.push("user=" + results.fill("main"));
            frame("udp_recvmsg").dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
            told.push("details=" + document.getElementById("details").textContent);
            document.getElementById("term").value = "recvmsg";
            document.querySelector("#find button[type=submit]").click();
            told.push("matches=" + document.getElementById("matches").textContent);
            told.push("found=" + results.fill("udp_recvmsg"));
            frame("udp_recvmsg").dispatchEvent(new MouseEvent("click", { bubbles: true }));
            const narrow = width("udp_recvmsg");
            settled(() => clicked() === narrow ? 0 : clicked(), () => {
                told.push("after=" + width("udp_recvmsg"));
                told.push("images=" + document.querySelectorAll("img").length);
                told.push("hacked=" + (window.hacked === true));
                const result = document.createElement("pre");
                result.id = "result";
                result.textContent = told.join("\n");
                document.body.appendChild(result);
            });
        });
        """;

    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-flame-").FullName;

    public FlameGraphTests(Session session) => _session = session;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AFrameIsClickedAndAFunctionFound()
    {
        string text = Path.Combine(_folder, "sink.folded"), page = Path.Combine(_folder, "sink.html");
        File.WriteAllText(text, """
            sink;main;entry_SYSCALL_64_after_hwframe;udp_recvmsg;copy_to_iter 300
            sink;main;entry_SYSCALL_64_after_hwframe;udp_recvmsg 100
            sink;main;work 500
            sink;main;</script><img src=x onerror=window.hacked=true> 100

            """);
        _session.Give($"Import-PerfProfile '{text}' | Export-FlameGraph '{page}' -Title '<img src=x onerror=window.hacked=true>'");

        string dom = Chromium.Show(page, Act);

        Match match = Result().Match(dom);
        Assert.True(match.Success, "The page's script did not get to its end.");
        Dictionary<string, string> told = match.Groups["text"].Value.Split('\n').Select(l => WebUtility.HtmlDecode(l).Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        int before = int.Parse(told["before"]), after = int.Parse(told["after"]);
        Assert.InRange(after, before * 2, before * 3);
        Assert.NotEqual(told["kernel"], told["user"]);
        Assert.Equal("#d81bd8", told["found"]);
        Assert.Contains("udp_recvmsg: 40.00 %, 400 samples", told["details"]);
        Assert.Contains("1 frame, 40.00 %", told["matches"]);
        Assert.Equal(("0", "false"), (told["images"], told["hacked"]));
    }

    [GeneratedRegex("<pre id=\"result\">(?<text>.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Result();
}
