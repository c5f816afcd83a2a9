using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace UdpLab.Help.Pages;

/// <summary>Reads a page of the layout in docs/cmdlets/README.md: a title, sections in a fixed order, an entry for each example, parameter and type.</summary>
internal sealed class PageReader
{
    private static readonly string[] _order = ["", "Syntax", "Description", "Examples", "Parameters", "Inputs", "Outputs", "Notes", "Related"];

    private readonly Page _page;
    private readonly Problems _problems;
    private string _section = "";

    // Where the paragraphs go that follow; null before the first entry of a section that consists of entries.
    private List<string>? _text;

    private PageReader(Page page, Problems problems)
    {
        _page = page;
        _problems = problems;
        _text = page.Synopsis;
    }

    public static Page Read(string file, Problems problems)
    {
        Page page = new(file);
        PageReader reader = new(page, problems);
        foreach (Block block in Markdown.Parse(File.ReadAllText(file)))
        {
            reader.Take(block);
        }

        if (reader._section != _order[^1])
        {
            reader.Wrong(block: null, $"The page ends with \"{reader._section}\"; after it comes ## {_order[Array.IndexOf(_order, reader._section) + 1]}.");
        }

        return page;
    }

    private void Take(Block block)
    {
        switch (block)
        {
            case HeadingBlock { Level: 1 } title:
                _page.Title = InlineText.Of(title.Inline);
                break;
            case HeadingBlock { Level: 2 } heading:
                Begin(heading);
                break;
            case HeadingBlock { Level: 3 } heading:
                BeginEntry(heading, InlineText.Of(heading.Inline));
                break;
            case FencedCodeBlock code when _section is "Examples" && _page.Examples is [.., PageExample example]:
                example.Console.Add(ExampleText.Of(code));
                break;
            case FencedCodeBlock when _section is "Syntax":
            case HtmlBlock { Type: HtmlBlockType.Comment }:
            case ListBlock when _section is "Outputs":
                break;
            case ListBlock list when _section is "Related":
                TakeLinks(list);
                break;
            case ListBlock list when _section is "Parameters" && _page.Parameters is [.., PageParameter parameter]:
                TakeProperties(list, parameter);
                break;
            case ParagraphBlock paragraph when _text is not null:
                _text.Add(InlineText.Of(paragraph.Inline));
                break;
            case ListBlock list when _text is not null:
                _text.AddRange(list.Cast<ListItemBlock>().SelectMany(i => i).OfType<ParagraphBlock>().Select(p => "- " + InlineText.Of(p.Inline)));
                break;
            default:
                Wrong(block, $"A {block.GetType().Name} has no place {(_section == "" ? "before the first section" : $"in ## {_section}")}.");
                break;
        }
    }

    private void Begin(HeadingBlock heading)
    {
        string name = InlineText.Of(heading.Inline);
        string expected = _section == _order[^1] ? "nothing" : _order[Array.IndexOf(_order, _section) + 1];
        if (name != expected)
        {
            Wrong(heading, $"## {name} is not expected here: after {(_section == "" ? "the synopsis" : $"## {_section}")} comes {expected}.");
        }

        _section = _order.Contains(name) ? name : _section;
        _text = _section switch { "Description" => _page.Description, "Notes" => _page.Notes, _ => null };
    }

    private void BeginEntry(HeadingBlock heading, string name)
    {
        switch (_section)
        {
            case "Examples":
                _page.Examples.Add(new PageExample(name, LineOf(heading)));
                _text = _page.Examples[^1].Remarks;
                break;
            case "Parameters":
                _page.Parameters.Add(new PageParameter(name.TrimStart('-'), LineOf(heading)));
                _text = _page.Parameters[^1].Description;
                break;
            case "Inputs" or "Outputs":
                List<PageType> types = _section == "Inputs" ? _page.Inputs : _page.Outputs;
                types.Add(new PageType(name, LineOf(heading)));
                _text = types[^1].Description;
                break;
            default:
                Wrong(heading, $"### {name} has no place in ## {_section}.");
                break;
        }
    }

    private void TakeLinks(ListBlock list)
    {
        foreach (ListItemBlock item in list.Cast<ListItemBlock>())
        {
            if (item is [ParagraphBlock { Inline.FirstChild: LinkInline { Url: { } address } link }])
            {
                _page.Related.Add(new PageLink(InlineText.Of(link), address, LineOf(item)));
            }
            else
            {
                Wrong(item, "A related topic is one link: [Measure-Sink](Measure-Sink.md).");
            }
        }
    }

    // "- Default: 1", "- Unit: packets"; "- Type: ..." is generated.
    private void TakeProperties(ListBlock list, PageParameter parameter)
    {
        foreach (ListItemBlock item in list.Cast<ListItemBlock>())
        {
            string[] parts = item is [ParagraphBlock paragraph] ? InlineText.Of(paragraph.Inline).Split(": ", 2) : [];
            switch (parts)
            {
                case ["Default", string value]:
                    parameter.Default = value;
                    break;
                case ["Unit", string value]:
                    parameter.Unit = value;
                    break;
                case [GeneratedParts.Type, _]:
                    break;
                default:
                    Wrong(item, $"The list below -{parameter.Name} has Default: and Unit:, and Type:, which is generated; other text belongs above it, without a list.");
                    break;
            }
        }
    }

    private static int LineOf(Block block) => block.Line + 1;

    private void Wrong(Block? block, string text) => _problems.Add(_page.File, block is null ? 1 : LineOf(block), text);
}
