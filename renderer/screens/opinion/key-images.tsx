import type { KeyImage } from "#shared/opinion/opinion.ts";
import { IconButton } from "../../ui/button.tsx";
import { GrowingText } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { OpinionModel } from "./opinion-slice.ts";
import { useField, useFrozen } from "./use-opinion.ts";
import { opinionWords } from "./words.ts";

/** P17: images that prove a statement, with what they show; they are printed in this order. */
export function KeyImages(props: {
  readonly model: OpinionModel;
  /** A small picture of the key image, where one can be had. */
  readonly picture: (image: KeyImage) => string | null;
  readonly onShow: (image: KeyImage) => void;
}) {
  const { model } = props;
  const words = opinionWords();
  const images = useField(model, "keyImages") ?? [];
  const frozen = useFrozen(model);
  return (
    <section className="evidence-part" aria-label={words.keyImages} data-field="keyImages">
      <h3>
        <Icon name="key-image" size={14} /> {words.keyImages} <span className="evidence-count num">{images.length}</span>
      </h3>
      {images.length === 0 ? <p className="evidence-quiet">{words.noKeyImages}</p> : null}
      <ol className="key-images">
        {images.map((image, index) => (
          <li key={image.id} className="key-image" data-key={image.id}>
            <button type="button" className="key-image-picture" aria-label={words.showImage(index + 1)} onClick={() => props.onShow(image)}>
              {props.picture(image) === null ? <Icon name="image" size={20} /> : <img src={props.picture(image) ?? ""} alt="" />}
              <span className="key-image-number">{index + 1}</span>
            </button>
            <div className="key-image-text">
              <p className="num">{image.label}</p>
              <GrowingText
                label={words.caption(index + 1)}
                placeholder={words.captionHint}
                value={image.caption}
                onText={
                  frozen
                    ? undefined
                    : (written) =>
                        model.set(
                          "keyImages",
                          images.map((old) => (old.id === image.id ? { ...old, caption: written } : old)),
                        )
                }
              />
            </div>
            {frozen ? null : (
              <IconButton
                icon="remove"
                small
                label={words.removeImage(index + 1)}
                onClick={() =>
                  model.set(
                    "keyImages",
                    images.filter((old) => old.id !== image.id),
                  )
                }
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
