using System.Text;

namespace UdpLab.Tests;

/// <summary>Lines that are written while the next ones are made.</summary>
public sealed class JsonResultFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>An object that cannot be written costs itself only, also where the line before it is still being written.</summary>
    [Fact]
    public void AnObjectThatCannotBeWrittenCostsNoOther()
    {
        string path = Path.Combine(_folder.Path, "x.jsonl");
        RateStep[] steps = [.. Enumerable.Range(0, 400).Select(i => new RateStep { RatePps = i, Sent = i })];
        using (JsonResultFile file = new(path, append: false, CancellationToken.None))
        {
            foreach (RateStep step in steps)
            {
                file.Add(step);
                Assert.ThrowsAny<Exception>(() => file.Add(new SweepOutput { Value = new Unwritable() }));
            }

            file.Complete();
        }

        Assert.Equal(steps.Select(step => Encoding.UTF8.GetString(ResultLine.Of(step)).TrimEnd('\n')), File.ReadLines(path));
    }

    [Theory]
    [InlineData("a note", false)]
    [InlineData("{\n  \"a\": 1\n}\n", false)]
    [InlineData("{\"Type\":\"RateStep\"}\n", false)]
    [InlineData("{\"a\":", false)]
    [InlineData("", true)]
    [InlineData("\n\n", true)]
    [InlineData("{\"Sch", true)]
    [InlineData("{\"Schema\":\"UdpLab/1.0\",\"Type\":\"Rate", true)]
    [InlineData("\uFEFF{\"Type\":\"RateStep\",\"Schema\":\"UdpLab/1.0\"}\n", true)]
    public void OnlyToResultsAreResultsAdded(string content, bool isAdded)
    {
        string path = _folder.At("x.jsonl");
        File.WriteAllText(path, content);
        if (!isAdded)
        {
            LabException refusal = Assert.Throws<LabException>(() => new JsonResultFile(path, append: true, CancellationToken.None));
            Assert.Contains($"{path} is not a result file", refusal.Message);
            Assert.Equal(content, File.ReadAllText(path));
            return;
        }

        using (JsonResultFile file = new(path, append: true, CancellationToken.None))
        {
            file.Add(new RateStep { RatePps = 1, Sent = 1 });
            file.Complete();
        }

        Assert.StartsWith(content, Encoding.UTF8.GetString(File.ReadAllBytes(path)), StringComparison.Ordinal);
    }

    private sealed class Unwritable
    {
        public override string ToString() => throw new InvalidOperationException();
    }
}
